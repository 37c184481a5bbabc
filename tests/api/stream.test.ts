// The stream over a real socket: nothing lost and nothing doubled over a resume, filters, revocation, and a client that does not read.
import { once } from 'node:events'
import { connect } from 'node:net'
import { openStream, type StreamFrame, type StreamHandle, type StreamState } from '@decnet/contract'
import { attackerId, systemClock, topics } from '@decnet/kernel'
import { events, findings, operations } from '@decnet/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cacheVisit, makeScript, SECRET, webVisit } from './evidence.ts'
import { bearer, openPlatform, type Platform } from './platform.ts'

let platform: Platform
let url = ''
let token = ''
const open: StreamHandle[] = []

beforeEach(async () => {
  platform = await openPlatform({ clock: systemClock, limits: { requests_per_minute: 100_000, streams: 5, stream_buffer_bytes: 200_000 } })
  url = await platform.api.listen({ host: '127.0.0.1', port: 0 })
  token = await platform.token('viewer')
})
afterEach(async () => {
  for (const handle of open.splice(0)) handle.close()
  await platform.close()
})

async function until(what: () => boolean, seen: () => unknown): Promise<void> {
  const end = Date.now() + 9000
  while (!what()) {
    if (Date.now() > end) throw new Error(`did not come true in time; seen: ${JSON.stringify(seen())}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function listen(more: { lastEventId?: string; topics?: string[]; attacker?: string; token?: string } = {}) {
  const frames: StreamFrame[] = []
  const states: StreamState[] = []
  const handle = openStream({
    baseUrl: url,
    token,
    fetch: globalThis.fetch,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    ...more,
  })
  open.push(handle)
  return {
    frames,
    states,
    handle,
    isLive: () =>
      until(
        () => states.at(-1)?.state === 'streaming',
        () => states,
      ),
  }
}

const seqs = (frames: readonly StreamFrame[]) => frames.flatMap((frame) => (frame.event === 'event' ? [frame.data.seq] : []))

async function append(batch: Parameters<typeof events.append>[1]) {
  const stored = await platform.store.write((tx) => events.append(tx, batch))
  for (const event of stored) platform.bus.publish(topics.event(event.decky, event.kind), null)
  return stored
}

test('events come as they are appended, masked, with ids that rise', async () => {
  const client = listen()
  await client.isLive()
  const stored = await append([...webVisit('198.51.100.7', Date.now()), ...cacheVisit('203.0.113.9', Date.now())])
  await until(
    () => client.frames.length === stored.length,
    () => client.frames,
  )
  expect(seqs(client.frames)).toEqual(stored.map(({ seq }) => seq))
  expect(client.frames.map(({ id }) => id)).toEqual(stored.map(({ seq }) => `${seq}.0`))
  for (const leak of [SECRET, btoa(SECRET)]) expect(JSON.stringify(client.frames)).not.toContain(leak)
})

test('a finding comes without a word on the bus, an operation without an id', async () => {
  const client = listen()
  await client.isLive()
  const attacker_uuid = attackerId('198.51.100.7')
  const payload = { attacker_uuid, ip: '198.51.100.7', decky: 'web-01', service: 'http' }
  await platform.store.write((tx) =>
    findings.announce(tx, 'profile', [{ topic: 'attacker.observed', subject: attacker_uuid, natural_key: 'a', time: Date.now(), payload }]),
  )
  await until(
    () => client.frames.length === 1,
    () => client.frames,
  )
  expect(client.frames[0]).toMatchObject({ event: 'finding', id: '0.1', data: { title: 'A source address was seen for the first time' } })
  const now = Date.now()
  await platform.store.write((tx) =>
    operations.create(tx, {
      id: '33333333-3333-4333-8333-333333333333',
      kind: 'analysis.replay',
      subject: 'profile',
      state: 'queued',
      input: {},
      steps: [],
      error: null,
      created_by: 'admin',
      created: now,
      updated: now,
    }),
  )
  await until(
    () => client.frames.length === 2,
    () => client.frames,
  )
  expect(client.frames[1]).toMatchObject({ event: 'operation', data: { state: 'queued' } })
})

test('clients that come and go with their last id miss nothing and see nothing twice, while events pour in', async () => {
  let stop = false
  const script = makeScript(Date.now(), 1)
  const written: number[] = []
  const writer = (async () => {
    while (!stop) {
      const batch = Array.from({ length: 7 }, () => script.event('decky.removed', { revision: 1 }))
      written.push(...(await append(batch)).map(({ seq }) => seq))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  })()
  await until(
    () => written.length > 0,
    () => written,
  )
  const got: number[] = []
  let lastEventId = '0.0'
  for (let round = 0; round < 12; round++) {
    const client = listen({ lastEventId })
    const goal = got.length + 150
    await until(
      () => got.length + client.frames.length >= goal,
      () => [got.length, client.frames.length],
    )
    client.handle.close()
    await client.handle.done
    got.push(...seqs(client.frames))
    lastEventId = client.handle.lastEventId()
  }
  stop = true
  await writer
  const rest = listen({ lastEventId })
  await until(
    () => got.length + rest.frames.length >= written.length,
    () => [got.length, rest.frames.length, written.length],
  )
  got.push(...seqs(rest.frames))
  expect(got).toEqual(written)
})

test('topics and attacker choose; the resume point moves past what was not asked for', async () => {
  const one = attackerId('198.51.100.7')
  const commands = listen({ topics: ['event.*.command.ran', 'operation.>'] })
  const attacker = listen({ attacker: one })
  await Promise.all([commands.isLive(), attacker.isLive()])
  const stored = await append([...webVisit('198.51.100.7', Date.now()), ...cacheVisit('203.0.113.9', Date.now())])
  const wanted = (test: (event: (typeof stored)[number]) => boolean) => stored.filter(test).map(({ seq }) => seq)
  await until(
    () => commands.frames.length >= 4 && attacker.frames.length >= 5,
    () => [commands.frames, attacker.frames],
  )
  expect(seqs(commands.frames)).toEqual(wanted(({ kind }) => kind === 'command.ran'))
  expect(seqs(attacker.frames)).toEqual(wanted(({ attacker_uuid }) => attacker_uuid === one))
})

test.each(['a..b', '>.a', 'a b'])('the pattern %s is refused for good', async (pattern) => {
  const { states, handle } = listen({ topics: [pattern] })
  await handle.done
  expect(states.at(-1)).toMatchObject({ state: 'closed', problem: { code: 'query.invalid', fields: [{ path: '/topics' }] } })
})

test.each(['999999.0', 'nonsense'])('a resume id %s that this log cannot serve is told by a reset', async (lastEventId) => {
  await append(webVisit('198.51.100.7', Date.now()))
  const { frames } = listen({ lastEventId })
  await until(
    () => frames.length > 0,
    () => frames,
  )
  expect(frames[0]?.event).toBe('reset')
})

test('a client that does not read is dropped and counted, and the others do not wait for it', async () => {
  const { port } = new URL(url)
  const slow = connect({ host: '127.0.0.1', port: Number(port) })
  await once(slow, 'connect')
  slow.write(`GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  await once(slow, 'data')
  slow.pause()
  const quick = listen()
  await quick.isLive()
  const script = makeScript(Date.now(), 1)
  const big = 'x'.repeat(8000)
  let written = 0
  const drop = () => platform.api.streamStats().slow_clients_dropped
  // The kernel's socket buffers take several megabytes before the server feels that nobody reads.
  for (let round = 0; round < 60 && drop() === 0; round++) {
    const batch = Array.from({ length: 100 }, () => script.event('command.ran', { language: 'shell', command: big, outcome: 'ok' }))
    written += (await append(batch)).length
    await until(
      () => quick.frames.length >= written,
      () => [quick.frames.length, written, quick.states],
    )
  }
  expect(drop()).toBe(1)
  expect(quick.frames.filter(({ event }) => event !== 'event')).toEqual([])
  expect(platform.api.streamStats().clients).toBeLessThanOrEqual(2)
  slow.destroy()
})

test('no more streams than the limit', async () => {
  for (let n = 0; n < 5; n++) await listen().isLive()
  const reply = await fetch(`${url}/api/v1/stream`, { headers: bearer(token) })
  expect(reply.status).toBe(429)
})

test('closing the API ends every stream at once', async () => {
  const client = listen()
  await client.isLive()
  await platform.api.close()
  await until(
    () => client.states.at(-1)?.state === 'reconnecting',
    () => client.states,
  )
})
