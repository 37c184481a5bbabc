// The story: grouped by session, repeats folded, marks where they belong.
import { expect, test } from 'vitest'
import type { EventRow } from '../../lib/api.ts'
import { foldRepeats, lanesOf, placeMarks, tellStory, ticksOf, wholeSpan } from './story.ts'

const START = Date.UTC(2026, 0, 2, 3, 4, 5)

function event(seq: number, more: Partial<EventRow>): EventRow {
  const time = new Date(START + seq * 1_000).toISOString()
  return {
    seq,
    id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    time,
    received: time,
    kind: 'request.made',
    origin: 'sensor',
    source: 'live',
    host: 'here',
    decky_id: '00000000-0000-5000-8000-000000000001',
    decky: 'web-01',
    topology_id: null,
    service: 'http',
    session: 's1',
    attacker_uuid: null,
    peer_ip: '192.0.2.7',
    peer_port: 1,
    local_port: 80,
    clamped: false,
    facts: { method: 'GET', target: '/', status: 200 },
    ...more,
  }
}

const other = { session: 's2', decky: 'cache-01', service: 'redis' } as const
const events = [
  event(5, { ...other, kind: 'command.ran', facts: { command: 'PING', outcome: 'ok' } }),
  event(1, { kind: 'connection.opened', facts: { transport: 'tcp' } }),
  event(2, {}),
  event(3, {}),
  event(6, { kind: 'connection.closed', facts: { reason: 'peer', duration_ms: 5_000, bytes_in: 1, bytes_out: 2 } }),
  event(4, { ...other, kind: 'connection.opened', facts: { transport: 'tcp' } }),
  event(9, { session: null, service: null, kind: 'connection.refused', facts: { count: 3, port: 80, limit: 'per_source' } }),
]

test('chapters are sessions in the order of their start; interleaved ones stay apart', () => {
  const chapters = tellStory(events)
  expect(chapters.map((one) => [one.session, one.decky, one.open, one.moments.length])).toEqual([
    ['s1', 'web-01', false, 3],
    ['s2', 'cache-01', true, 2],
    [null, 'web-01', false, 1],
  ])
  expect(chapters[0]?.end).toBe(START + 6_000)
  expect(lanesOf(chapters)).toEqual(['web-01', 'cache-01'])
})

test('neighbours that read the same are one moment; others between them keep them apart', () => {
  const same = [event(1, {}), event(2, {}), event(3, { facts: { method: 'GET', target: '/x', status: 404 } }), event(4, {})]
  expect(foldRepeats(same).map((moment) => moment.times)).toEqual([2, 1, 1])
})

test('marks of one kind in one slot are one with their count; what lies outside is left out', () => {
  const placed = placeMarks(events, { from: START, to: START + 10_000, width: 100, slot: 25 })
  const requests = placed.filter((one) => one.mark === 'request')
  expect(requests.map((one) => [one.decky, one.x, one.count])).toEqual([['web-01', 25, 2]])
  expect(placed.some((one) => one.event.kind === 'connection.closed')).toBe(false)
  expect(placeMarks(events, { from: START + 5_500, to: START + 10_000, width: 100, slot: 5 }).map((one) => one.event.seq)).toEqual([9])
})

test('the whole span holds every event', () => {
  const span = wholeSpan(events)
  expect(span.from).toBeLessThan(START + 1_000)
  expect(span.to).toBeGreaterThan(START + 9_000)
})

test('ticks are round and inside', () => {
  expect(ticksOf({ from: START, to: START + 60_000 }, 6).map((tick) => (tick - START) % 10_000)).toEqual([
    5_000, 5_000, 5_000, 5_000, 5_000, 5_000,
  ])
})
