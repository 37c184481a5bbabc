// Bounds: connections per source and in all, bytes, idle and total time; their overrides.
import { manualClock } from '@decnet/kernel'
import { afterEach, describe, expect, test } from 'vitest'
import { createGate, defaultLimits, parseLimits } from './limits.ts'
import { dial, eventually } from './peer.ts'
import { startTestSensor, type TestSensor, type TestSensorInput } from './testing.ts'
import { echo } from './toys.ts'

const running: TestSensor[] = []
async function start(input: TestSensorInput): Promise<{ sensor: TestSensor; port: number }> {
  const sensor = await startTestSensor({ services: [echo], ...input })
  running.push(sensor)
  const decky = await sensor.decky({ services: { echo: {} } })
  return { sensor, port: decky.port('echo') }
}
afterEach(async () => {
  for (const sensor of running.splice(0)) await sensor.stop()
})

test('a gate counts per source and in all, and forgets who has left', () => {
  const gate = createGate({ perSource: 2, total: 3 })
  for (const source of ['a', 'a', 'b']) gate.enter(source)
  expect(gate.check('a')).toBe('per_source')
  expect(gate.check('c')).toBe('total')
  gate.leave('a')
  expect(gate.check('a')).toBeUndefined()
  expect(gate.open).toBe(2)
})

describe('overrides', () => {
  test('are read by their snake_case names', () => {
    expect(parseLimits('{}')).toEqual(defaultLimits)
    expect(parseLimits('{"idle_ms": 5000}')).toEqual({ ...defaultLimits, idleMs: 5000 })
  })

  test.each([['nonsense'], ['[1]'], ['{"idleMs": 1}'], ['{"idle_ms": 0}'], ['{"idle_ms": "5"}'], ['null']])('%s is refused', (json) => {
    expect(() => parseLimits(json)).toThrow(expect.objectContaining({ code: 'config.invalid' }))
  })
})

test('connections over the bound of their source are reset and told once per window', async () => {
  const clock = manualClock()
  const { sensor, port } = await start({ clock, limits: { connectionsPerSource: 2, connectionsPerDecky: 4 } })
  const kept = [await dial(port, { from: '127.77.2.1' }), await dial(port, { from: '127.77.2.1' })]
  for (const peer of kept) peer.say('hello\n')
  for (const peer of kept) await peer.hears('hello')
  for (let turn = 0; turn < 3; turn++) expect(await (await dial(port, { from: '127.77.2.1' })).ends()).toBe('reset')
  for (let turn = 0; turn < 2; turn++) kept.push(await dial(port, { from: '127.77.2.2' }))
  await eventually(() => sensor.sensor.stats().live === 4)
  expect(await (await dial(port, { from: '127.77.2.3' })).ends()).toBe('reset')
  expect((await sensor.events()).filter((event) => event.kind === 'connection.refused')).toEqual([])
  for (let second = 0; second < 10; second++) {
    clock.advance(1000)
    await new Promise(setImmediate)
  }
  await sensor.until('connection.refused')
  const refused = (await sensor.events()).filter((event) => event.kind === 'connection.refused')
  expect(refused.map((event) => [event.facts.limit, event.facts.count, event.peer_ip, event.facts.port])).toEqual([
    ['per_source', 3, '127.77.2.1', port],
    ['total', 1, null, port],
  ])
  expect(sensor.sensor.stats().refused).toBe(4)
  kept[0]?.socket.destroy()
  await sensor.until('connection.closed')
  const again = await dial(port, { from: '127.77.2.1' })
  again.say('in\n')
  await again.hears('in')
  for (const peer of [...kept, again]) peer.socket.destroy()
})

test('a session over its bytes is reset', async () => {
  const { sensor, port } = await start({ limits: { sessionBytes: 1000 } })
  const peer = await dial(port)
  peer.say(`${'a'.repeat(600)}\n`)
  expect(await peer.ends()).toBe('reset')
  const closed = await sensor.until('connection.closed')
  expect(closed.facts).toMatchObject({ reason: 'bytes', bytes_in: 601 })
})

test('a conversation that holds more than its read-ahead ends when the sensor has no memory left', async () => {
  const { sensor, port } = await start({ limits: { readAheadBytes: 100, heldTotalBytes: 500 } })
  const peer = await dial(port)
  peer.say('a'.repeat(700))
  expect(await peer.ends()).toBe('reset')
  expect((await sensor.until('connection.closed')).facts.reason).toBe('bytes')
})

test.each([
  ['idle', { idleMs: 5000, totalMs: 100_000 }],
  ['time', { idleMs: 100_000, totalMs: 5000 }],
] as const)('a session ends by %s', async (reason, limits) => {
  const clock = manualClock()
  const { sensor, port } = await start({ clock, limits })
  const peer = await dial(port)
  peer.say('hello\n')
  await peer.hears('hello')
  clock.advance(4000)
  peer.say('again\n')
  await peer.hears('again')
  clock.advance(1000)
  if (reason === 'idle') {
    await new Promise(setImmediate)
    expect(peer.over).toBeUndefined()
    clock.advance(4000)
  }
  expect(await peer.ends()).toBe('end')
  const closed = await sensor.until('connection.closed')
  expect(closed.facts.reason).toBe(reason)
  expect(closed.facts.duration_ms).toBe(reason === 'idle' ? 9000 : 5000)
})
