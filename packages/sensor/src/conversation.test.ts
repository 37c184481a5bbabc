// Conversations over real sockets: order, half-close, crashes, captures, backpressure.
import { createHash } from 'node:crypto'
import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { manualClock, type SensorEvent } from '@decnet/kernel'
import { afterEach, describe, expect, test } from 'vitest'
import { dial, eventually } from './peer.ts'
import type { WriteOutcome } from './segments.ts'
import { startTestSensor, type TestSensor, type TestSensorInput } from './testing.ts'
import { echo, ran, toy } from './toys.ts'

const running: TestSensor[] = []
async function start(input: TestSensorInput): Promise<TestSensor> {
  const sensor = await startTestSensor(input)
  running.push(sensor)
  return sensor
}
afterEach(async () => {
  for (const sensor of running.splice(0)) await sensor.stop()
})

const kinds = (events: readonly SensorEvent[]) => events.map((event) => event.kind)

test('a session is told from opened to closed, stamped alike, with its bytes', async () => {
  const sensor = await start({ services: [echo] })
  const decky = await sensor.decky({ services: { echo: {} } })
  const peer = await dial(decky.port('echo'), { from: '127.77.1.2' })
  peer.say('hello\r\nquit\r\n')
  expect(await peer.ends()).toBe('end')
  expect(peer.text).toBe('hello\r\n')
  const closed = await sensor.until('connection.closed')
  expect(closed.facts).toMatchObject({ reason: 'service', bytes_in: 13, bytes_out: 7 })
  const events = (await sensor.events()).filter((event) => event.session === closed.session)
  expect(kinds(events)).toEqual(['connection.opened', 'command.ran', 'command.ran', 'connection.closed'])
  for (const event of events)
    expect(event).toMatchObject({
      decky_id: decky.spec.decky_id,
      decky: 'decky-one',
      service: 'echo',
      peer_ip: '127.77.1.2',
      peer_port: closed.peer_port,
      local_port: decky.port('echo'),
    })
  expect([...events.map((event) => event.id)].sort()).toEqual(events.map((event) => event.id))
})

test('write before say: no byte leaves before the write that holds what was emitted', async () => {
  const held: (() => void)[] = []
  const batches: string[] = []
  let hold = false
  const disk = {
    write(batch: Buffer): WriteOutcome | Promise<WriteOutcome> {
      const outcome = { written: batch.length }
      batches.push(batch.toString())
      if (!hold) return outcome
      return new Promise((resolve) => held.push(() => resolve(outcome)))
    },
    measure: () => 0,
    close: () => undefined,
  }
  const talkative = toy({
    name: 'talkative',
    async serve(talk) {
      await talk.line()
      ran(talk, 'first')
      const one = talk.say('one ')
      ran(talk, 'second')
      await Promise.all([one, talk.say('two ')])
      await talk.say('three')
      await talk.line()
    },
  })
  const sensor = await startTestSensor({ services: [talkative], disk })
  await sensor.sensor.obey({
    order: 'spec',
    decky: { ...(await import('./testing.ts')).specOf({ services: { talkative: {} } }, [talkative]) },
  })
  const port = /"bound_port":(\d+)/.exec(batches.join(''))?.[1]
  const peer = await dial(Number(port))
  await eventually(() => batches.some((batch) => batch.includes('"connection.opened"')))
  hold = true
  peer.say('go\n')
  await eventually(() => held.length === 1)
  // Time for a byte to arrive, had one been sent: a second connection's whole round trip through the same loop.
  const witness = await dial(Number(port))
  await eventually(() => batches.some((batch) => batch.includes('"second"')))
  expect(peer.text).toBe('')
  while (!peer.text.includes('three')) {
    held.shift()?.()
    await new Promise(setImmediate)
  }
  expect(peer.text).toBe('one two three')
  hold = false
  for (const release of held.splice(0)) release()
  peer.socket.destroy()
  witness.socket.destroy()
  await sensor.stop()
})

test('a peer that half-closes still gets its answers', async () => {
  const sensor = await start({ services: [echo] })
  const decky = await sensor.decky({ services: { echo: {} } })
  const peer = await dial(decky.port('echo'), { allowHalfOpen: true })
  peer.socket.end('one\r\ntwo\nthree')
  expect(await peer.ends()).toBe('end')
  expect(peer.text).toBe('one\r\ntwo\r\nthree\r\n')
  expect((await sensor.until('connection.closed')).facts.reason).toBe('peer')
})

test('a peer that resets ends the session; nothing is thrown', async () => {
  const sensor = await start({ services: [echo] })
  const decky = await sensor.decky({ services: { echo: {} } })
  const peer = await dial(decky.port('echo'))
  peer.say('hello\n')
  await peer.hears('hello')
  peer.socket.resetAndDestroy()
  expect((await sensor.until('connection.closed')).facts.reason).toBe('peer')
  expect(sensor.sensor.stats()).toMatchObject({ crashed: 0, live: 0 })
})

describe('a crash', () => {
  test('ends its conversation only, is counted and told, and says nothing to the peer', async () => {
    const sensor = await start({ services: [echo] })
    const decky = await sensor.decky({ services: { echo: {} } })
    const other = await dial(decky.port('echo'))
    const peer = await dial(decky.port('echo'))
    peer.say('one\nboom\n')
    await peer.ends()
    expect(peer.text).toBe('one\r\n')
    const crashed = await sensor.until('conversation.crashed')
    expect(crashed.facts.error).toBe('secret detail of the failure')
    expect((await sensor.until('connection.closed')).facts.reason).toBe('crash')
    other.say('still here\n')
    await other.hears('still here\r\n')
    expect(sensor.sensor.stats().crashed).toBe(1)
  })

  test('facts that the manifest does not name are a crash and are not sent, even when the service hides the error', async () => {
    const liar = toy({
      name: 'liar',
      async serve(talk) {
        try {
          talk.emit('mail.received' as 'command.ran', { language: 'redis', command: 'x', outcome: 'ok' })
        } catch {
          await talk.say('hidden')
        }
      },
    })
    const sensor = await start({ services: [liar] })
    const decky = await sensor.decky({ services: { liar: {} } })
    const peer = await dial(decky.port('liar'))
    await peer.ends()
    expect(peer.text).toBe('')
    await sensor.until('connection.closed', (event) => event.facts.reason === 'crash')
    const events = await sensor.events()
    expect(kinds(events)).toEqual(['decky.configured', 'connection.opened', 'conversation.crashed', 'connection.closed'])
    expect(sensor.sensor.stats()).toMatchObject({ undeclared: 1, crashed: 1 })
  })

  test('a service that talks for ever to nobody, or holds on after the end, does not hold the sensor', async () => {
    const clock = manualClock()
    const deaf = toy({
      name: 'deaf',
      async serve(talk) {
        await talk.line()
        for (;;) await talk.say('x'.repeat(1000))
      },
    })
    const stubborn = toy({ name: 'stubborn', port: 4001, serve: () => new Promise(() => undefined) })
    const sensor = await start({ services: [deaf, stubborn], clock })
    const decky = await sensor.decky({ services: { deaf: {}, stubborn: {} } })
    const one = await dial(decky.port('deaf'))
    one.say('go\n')
    await one.hears('x')
    one.socket.resetAndDestroy()
    expect((await sensor.until('connection.closed', (event) => event.service === 'deaf')).facts.reason).toBe('peer')
    await eventually(() => sensor.sensor.stats().crashed === 1)
    const two = await dial(decky.port('stubborn'))
    await sensor.until('connection.opened', (event) => event.service === 'stubborn')
    two.socket.resetAndDestroy()
    await eventually(async () => {
      clock.advance(1000)
      return kinds(await sensor.events()).filter((kind) => kind === 'connection.closed').length === 2
    })
    expect(sensor.sensor.stats().live).toBe(0)
  })
})

test('a slow reader makes the service wait, and a fast sender is not read ahead', async () => {
  let said = 0
  const pump = toy({
    name: 'pump',
    async serve(talk) {
      await talk.line()
      for (; said < 2000 && !talk.signal.aborted; said++) await talk.say(Buffer.alloc(64 * 1024))
    },
  })
  const sink = toy({
    name: 'sink',
    port: 4001,
    async serve(talk) {
      await talk.line()
      await new Promise((resolve) => talk.signal.addEventListener('abort', resolve))
    },
  })
  const sensor = await start({ services: [pump, sink, echo] })
  const decky = await sensor.decky({ services: { pump: {}, sink: {}, echo: {} } })
  const slow = await dial(decky.port('pump'))
  slow.socket.pause()
  slow.say('go\n')
  const flood = await dial(decky.port('sink'))
  flood.say('go\n')
  await standsStill(sensor, decky.port('echo'), () => {
    if (!flood.socket.writableNeedDrain) flood.socket.write(Buffer.alloc(256 * 1024))
    return [said, flood.socket.bytesWritten]
  })
  expect(said).toBeGreaterThan(0)
  expect(said).toBeLessThan(1000)
  expect(flood.socket.writableNeedDrain).toBe(true)
  slow.socket.resume()
  await eventually(
    () => said === 2000,
    () => said,
  )
  flood.socket.destroy()
})

/** Waits until a measure does not change any more during ten connections made and closed beside it. */
async function standsStill(sensor: TestSensor, port: number, measure: () => readonly number[]): Promise<void> {
  let [last, same] = ['', 0]
  await eventually(async () => {
    const beside = await dial(port)
    const { localPort } = beside.socket
    beside.socket.destroy()
    await sensor.until('connection.closed', (event) => event.peer_port === localPort)
    const now = measure().join()
    same = now === last ? same + 1 : 0
    last = now
    return same === 10
  })
}

test('not a byte is lost of what a peer sends at once before it leaves', async () => {
  const tally = toy({
    name: 'tally',
    async serve(talk) {
      const hash = createHash('sha256')
      for (let chunk = await talk.chunk(1000); chunk; chunk = await talk.chunk(1000)) {
        hash.update(chunk)
        await new Promise(setImmediate)
      }
      ran(talk, hash.digest('hex'))
    },
  })
  const sensor = await start({ services: [tally], limits: { readAheadBytes: 5000 } })
  const decky = await sensor.decky({ services: { tally: {} } })
  const body = Buffer.from(Array.from({ length: 500_000 }, (_, index) => (index * 7) % 253))
  const peer = await dial(decky.port('tally'), { allowHalfOpen: true })
  peer.socket.end(body)
  expect((await sensor.until('command.ran')).facts.command).toBe(createHash('sha256').update(body).digest('hex'))
  expect((await sensor.until('connection.closed')).facts).toMatchObject({ reason: 'peer', bytes_in: body.length })
})

test('with a full disk the talk goes on; what was lost is told once there is room', async () => {
  const clock = manualClock()
  const sensor = await start({ services: [echo], clock, limits: { spoolBytes: 8000 } })
  const decky = await sensor.decky({ services: { echo: {} } })
  const peer = await dial(decky.port('echo'))
  for (let turn = 0; turn < 100; turn++) {
    peer.say(`line ${turn}.\n`)
    await peer.hears(`line ${turn}.`)
  }
  const { lost, used } = sensor.sensor.stats().spool
  expect(lost).toBeGreaterThan(50)
  expect(used).toBeLessThanOrEqual(8000)
  const kept = (await sensor.events()).length
  // As the collector does: what is superseded goes, the segment that is being written stays.
  const segments = globSync(join(sensor.dir, 'spool', '*', '*.ndjson')).sort()
  for (const segment of segments.slice(0, -1)) rmSync(segment)
  await eventually(() => {
    clock.advance(1000)
    return sensor.sensor.stats().spool.used < 8000
  })
  await sensor.sensor.flushed()
  peer.say('after\n')
  await peer.hears('after')
  const events = (await sensor.events()).slice(-2)
  expect(events.map((event) => event.kind)).toEqual(['events.lost', 'command.ran'])
  expect(events[0]).toMatchObject({ decky_id: decky.spec.decky_id, facts: { what: 'events', count: lost } })
  expect(kept + lost).toBe(2 + 100)
  peer.socket.destroy()
})

test('conversations of one decky and service share a state, others do not', async () => {
  const counter = toy({
    name: 'counter',
    async serve(talk) {
      const state = talk.shared(() => ({ count: 0 }))
      state.count++
      await talk.say(`${state.count}\n`)
    },
  })
  const sensor = await start({ services: [counter] })
  const one = await sensor.decky({ services: { counter: {} }, name: 'one' })
  const two = await sensor.decky({ services: { counter: {} }, name: 'two' })
  const answers = []
  for (const decky of [one, one, two]) {
    const peer = await dial(decky.port('counter'))
    await peer.ends()
    answers.push(peer.text)
  }
  expect(answers).toEqual(['1\n', '2\n', '1\n'])
})
