// The tarpit: who is caught, how slowly bytes go, and changes that reach live sessions.
import { manualClock, type TarpitRule } from '@decnet/kernel'
import { afterEach, describe, expect, test } from 'vitest'
import { dial, eventually, type Peer } from './peer.ts'
import { ruleCatches } from './tarpit.ts'
import { startTestSensor, type TestSensor } from './testing.ts'
import { echo, toy } from './toys.ts'

let sensor: TestSensor | undefined
afterEach(() => sensor?.stop())

describe('a rule catches', () => {
  const rule = { ports: [22, 80], delay_ms: 100 }
  const mixed = { ...rule, sources: ['10.0.0.0/8', '2001:db8::/32'] }
  const cases: { given: TarpitRule | null; ports?: number[]; source: string; caught: boolean }[] = [
    { given: null, source: '192.0.2.1', caught: false },
    { given: rule, source: '192.0.2.1', caught: true },
    { given: rule, ports: [8080, 80], source: '192.0.2.1', caught: true },
    { given: rule, ports: [443], source: '192.0.2.1', caught: false },
    { given: { ...rule, sources: ['192.0.2.1'] }, source: '192.0.2.1', caught: true },
    { given: { ...rule, sources: ['192.0.2.1'] }, source: '192.0.2.2', caught: false },
    { given: mixed, source: '10.200.1.1', caught: true },
    { given: mixed, source: '2001:db8:1::1', caught: true },
    { given: mixed, source: '11.0.0.1', caught: false },
    { given: { ...rule, sources: ['nonsense', '10.0.0.0/99', '10.0.0.0/x'] }, source: '10.0.0.1', caught: false },
    { given: { ...rule, sources: [] }, source: '10.0.0.1', caught: false },
  ]
  test.each(cases)('$given ports $ports from $source: $caught', ({ given, ports = [22], source, caught }) => {
    expect(ruleCatches(given, { ports, source })).toBe(caught)
  })
})

/** A manual clock that counts who has begun to wait for `ms`. */
function countingClock(ms: number) {
  const clock = manualClock()
  const counting = {
    ...clock,
    waits: 0,
    sleep(length: number, signal?: AbortSignal) {
      if (length === ms) counting.waits++
      return clock.sleep(length, signal)
    },
  }
  return counting
}

/** Lets the next waits pass one by one until the peer has heard so much; says how many it took. */
async function waitsUntil(clock: ReturnType<typeof countingClock>, peer: Peer, length: number): Promise<number> {
  for (let passed = 0; ; passed++) {
    if (peer.heard.length >= length) return passed
    await eventually(() => clock.waits > 0)
    clock.waits = 0
    const before = peer.heard.length
    clock.advance(100)
    await peer.until(() => peer.heard.length > before)
  }
}

test('what is said trickles in pieces, is let go when the rule goes, and is told', async () => {
  const clock = countingClock(100)
  const pages = toy({
    name: 'pages',
    async serve(talk) {
      for (let line = await talk.line(); line; line = await talk.line()) await talk.say('p'.repeat(Number(line.bytes.toString())))
    },
  })
  sensor = await startTestSensor({ services: [pages, echo], clock })
  const decky = await sensor.decky({
    services: { pages: {}, echo: {} },
    tarpit: { ports: [4000], delay_ms: 100, sources: ['127.77.3.0/24'] },
  })
  const caught = await dial(decky.port('pages'), { from: '127.77.3.1' })
  const free = await dial(decky.port('pages'), { from: '127.77.4.1' })
  free.say('1000\n')
  await free.until((peer) => peer.heard.length === 1000)
  caught.say('200\n')
  expect(await waitsUntil(clock, caught, 200)).toBe(4)
  caught.say('64000\n')
  expect(await waitsUntil(clock, caught, 64_200)).toBe(32)

  caught.say('1000\n')
  await eventually(() => clock.waits > 0)
  await sensor.apply({ ...decky.spec, revision: 2, tarpit: null })
  await caught.until((peer) => peer.heard.length === 65_200)
  await sensor.apply({ ...decky.spec, revision: 3, tarpit: { ports: [4000], delay_ms: 60_000 } })
  caught.say('10\n')
  free.say('10\n')
  await sensor.until('tarpit.entered', (event) => event.peer_ip === '127.77.4.1')
  caught.socket.destroy()
  free.socket.destroy()
  await sensor.apply({ ...decky.spec, revision: 4, tarpit: null })
  await eventually(() => sensor?.sensor.stats().live === 0)
  const told = (await sensor.events()).filter((event) => event.kind.startsWith('tarpit.') && event.peer_ip === '127.77.3.1')
  expect(told.map((event) => [event.kind, event.facts])).toMatchObject([
    ['tarpit.entered', { delay_ms: 100, port: decky.port('pages') }],
    ['tarpit.left', { held_ms: 3600 }],
    ['tarpit.entered', { delay_ms: 60_000 }],
    ['tarpit.left', { held_ms: 0 }],
  ])
})

test('the end of a connection ends its wait', async () => {
  const clock = manualClock()
  sensor = await startTestSensor({ services: [echo], clock })
  const decky = await sensor.decky({ services: { echo: {} }, tarpit: { ports: [4000], delay_ms: 60_000 } })
  const peer = await dial(decky.port('echo'))
  peer.say('hello\n')
  await sensor.until('command.ran')
  peer.socket.resetAndDestroy()
  await sensor.until('connection.closed')
  const events = (await sensor.events()).map((event) => event.kind)
  expect(events.slice(-2)).toEqual(['tarpit.left', 'connection.closed'])
  expect(peer.heard.length).toBe(0)
})
