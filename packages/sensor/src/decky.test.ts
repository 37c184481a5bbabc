// Live reconfiguration: what differs changes, everything else and its sessions stay; failing listeners are tried again.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { type DeckySpec, manualClock, type SensorEvent } from '@decnet/kernel'
import { afterEach, expect, test } from 'vitest'
import { dial, eventually } from './peer.ts'
import { startTestSensor, type TestSensor, type TestSensorInput } from './testing.ts'
import { echo, toy } from './toys.ts'

let running: TestSensor | undefined
afterEach(() => running?.stop())
async function start(input: TestSensorInput = {}): Promise<TestSensor> {
  running = await startTestSensor({ services: [echo, other], ...input })
  return running
}

const other = toy({ name: 'other', port: 4001, serve: async (talk) => void (await talk.line()) })

const listensOf = (event: SensorEvent<'decky.configured'>) => event.facts.listens
const withOptions = (spec: DeckySpec, service: string, options: Record<string, unknown>): DeckySpec['services'] =>
  spec.services.map((each) => (each.name === service ? { ...each, options } : each))

test('new options go to new conversations; other listeners and sessions stay as they are', async () => {
  const sensor = await start()
  const decky = await sensor.decky({ services: { echo: { detail: 'old ' }, other: {} } })
  const early = await dial(decky.port('echo'))
  early.say('a\n')
  await early.hears('old a')
  const kept = await dial(decky.port('other'))
  const again = await sensor.apply({ ...decky.spec, revision: 2, services: withOptions(decky.spec, 'echo', { detail: 'new ' }) })
  expect(again.port('echo')).toBe(decky.port('echo'))
  const late = await dial(decky.port('echo'))
  late.say('b\n')
  await late.hears('new b')
  early.say('c\n')
  await early.hears('old c')

  await sensor.apply({ ...decky.spec, revision: 3, services: decky.spec.services.filter((each) => each.name === 'other') })
  expect(await early.ends()).toBe('end')
  await sensor.until('connection.closed', (event) => event.service === 'echo' && event.facts.reason === 'removed')
  await expect(dial(decky.port('echo'))).rejects.toThrow('ECONNREFUSED')
  expect(kept.over).toBeUndefined()
  expect(sensor.sensor.stats().live).toBe(1)
  kept.say('bye\n')
  expect(await kept.ends()).toBe('end')
})

test('an equal revision is answered again and changes nothing', async () => {
  const sensor = await start()
  const decky = await sensor.decky({ services: { echo: {} } })
  const peer = await dial(decky.port('echo'))
  await sensor.apply({ ...decky.spec, services: [], address: '127.0.0.9' })
  peer.say('still\n')
  await peer.hears('still')
  const told = (await sensor.events()).filter((event) => event.kind === 'decky.configured')
  expect(told.map((event) => event.facts)).toEqual([told[0]?.facts, told[0]?.facts])
  peer.socket.destroy()
})

test('removal ends the sessions of that decky only', async () => {
  const sensor = await start()
  const one = await sensor.decky({ services: { echo: {} }, name: 'one' })
  const two = await sensor.decky({ services: { echo: {} }, name: 'two', address: '127.77.5.2' })
  const gone = await dial(one.port('echo'))
  const kept = await dial(two.port('echo'), { host: '127.77.5.2' })
  await eventually(() => sensor.sensor.stats().live === 2)
  expect(await sensor.sensor.obey({ order: 'remove', decky_id: one.spec.decky_id, revision: 7 })).toEqual({
    removed: 7,
    decky_id: one.spec.decky_id,
  })
  expect(await gone.ends()).toBe('end')
  kept.say('here\n')
  await kept.hears('here')
  const events = (await sensor.events()).filter((event) => event.decky_id === one.spec.decky_id).slice(-2)
  expect(events.map((event) => [event.kind, event.facts])).toMatchObject([
    ['connection.closed', { reason: 'removed' }],
    ['decky.removed', { revision: 7 }],
  ])
  expect(await sensor.sensor.obey({ order: 'remove', decky_id: randomUUID(), revision: 1 })).toMatchObject({ removed: 1 })
  kept.socket.destroy()
})

test('stop ends sessions with shutdown, also those whose service does not let go', async () => {
  const stubborn = toy({ name: 'stubborn', serve: () => new Promise(() => undefined) })
  const clock = manualClock()
  const sensor = await start({ services: [stubborn], clock })
  const decky = await sensor.decky({ services: { stubborn: {} } })
  const peer = await dial(decky.port('stubborn'))
  await sensor.until('connection.opened')
  const stopping = sensor.sensor.stop()
  let done = false
  void stopping.then(() => {
    done = true
  })
  await eventually(() => {
    clock.advance(500)
    return done
  })
  expect(await peer.ends()).toBe('end')
  const closed = (await sensor.events()).at(-1)
  expect(closed).toMatchObject({ kind: 'connection.closed', facts: { reason: 'shutdown' } })
  expect(await sensor.sensor.obey({ order: 'spec', decky: decky.spec })).toEqual({ refused: 'the sensor is stopping' })
})

test('a port in use is told, tried again while the spec stands, and told when it opens', async () => {
  const blocker = createServer()
  await new Promise<void>((resolve) => blocker.listen(0, '127.77.5.3', resolve))
  const address = blocker.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const clock = manualClock()
  const sensor = await start({ clock })
  const decky = await sensor.decky({ services: { echo: {} }, address: '127.77.5.3' })
  const services = decky.spec.services.map((each) => ({ ...each, listens: [{ transport: 'tcp' as const, port: 4000, bind_port: port }] }))
  await sensor.apply({ ...decky.spec, revision: 2, services })
  const failed = await sensor.until('decky.configured', (event) => event.facts.revision === 2)
  expect(listensOf(failed)).toEqual([
    { service: 'echo', transport: 'tcp', port: 4000, bound_port: port, state: 'failed', error: expect.stringContaining('EADDRINUSE') },
  ])
  await new Promise((resolve) => blocker.close(resolve))
  await eventually(async () => {
    clock.advance(1000)
    return (await sensor.events()).some(
      (event) => event.kind === 'decky.configured' && event.facts.listens.some((each) => each.state === 'open' && each.bound_port === port),
    )
  })
  const peer = await dial(port, { host: '127.77.5.3' })
  peer.say('at last\n')
  await peer.hears('at last')
  peer.socket.destroy()
})

test('what cannot be served is told and opens nothing', async () => {
  const sensor = await start()
  const decky = await sensor.decky({ services: { echo: {} } })
  const listens = [{ transport: 'tcp' as const, port: 4000, bind_port: 0 }]
  const services = [
    { name: 'nonesuch', options: {}, listens },
    { name: 'echo', options: { detail: 5 }, listens },
  ]
  await sensor.apply({ ...decky.spec, revision: 2, services })
  const told = await sensor.until('decky.configured', (event) => event.facts.revision === 2)
  expect(listensOf(told).map((each) => [each.state, each.error])).toEqual([
    ['failed', 'there is no service nonesuch'],
    ['failed', 'the options break a rule: detail'],
  ])
  await expect(dial(decky.port('echo'))).rejects.toThrow('ECONNREFUSED')
  await sensor.apply({ ...decky.spec, revision: 3, os: 'plan-9' })
  const unknown = await sensor.until('decky.configured', (event) => event.facts.revision === 3)
  expect(listensOf(unknown)).toMatchObject([{ state: 'failed', error: 'unknown persona plan-9' }])
  await sensor.apply({ ...decky.spec, revision: 4, address: '192.0.2.1' })
  const foreign = await sensor.until('decky.configured', (event) => event.facts.revision === 4)
  expect(listensOf(foreign)).toMatchObject([{ state: 'failed', error: expect.stringContaining('EADDRNOTAVAIL') }])
  await sensor.apply({ ...decky.spec, revision: 5, address: 'host.example' })
  const named = await sensor.until('decky.configured', (event) => event.facts.revision === 5)
  expect(listensOf(named)).toMatchObject([{ state: 'failed', error: 'host.example is not an address' }])
})
