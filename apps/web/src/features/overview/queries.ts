// What the overview asks.
import { resources } from '@decnet/contract'
import { useCall } from '../../lib/query.ts'
import { rangeQuery, rangeSpan } from '../../lib/time.ts'

const LIVE_MS = 2_000

export function useSummary(since: number) {
  return useCall({
    route: resources.overview.show,
    key: [since],
    input: () => ({ query: { since } }),
    on: ['event', 'finding'],
    everyMs: LIVE_MS,
  })
}

export type Counted = 'sessions' | 'events'

export function useTimeLine(range: string, counted: Counted) {
  return useCall({
    route: resources.events.histogram,
    key: ['overview', range, counted],
    input: () => {
      const { from, to } = rangeSpan(range, Date.now())
      return { query: { from, to, by: 'service' as const, buckets: 72, ...(counted === 'sessions' ? { kind: 'connection.opened' } : {}) } }
    },
    on: ['event'],
    everyMs: 5_000,
  })
}

export function useTopAttackers(range: string) {
  return useCall({
    route: resources.attackers.list,
    key: ['top', range],
    input: () => ({ query: { ...rangeQuery(range, Date.now()), sort: 'depth' as const, limit: 8 } }),
    on: ['event', 'finding'],
    everyMs: 3_000,
  })
}

export function useLatestFindings() {
  return useCall({
    route: resources.findings.list,
    key: ['latest'],
    input: () => ({ query: { limit: 6 } }),
    on: ['finding'],
    everyMs: 1_000,
  })
}

export function useLatestEvents() {
  return useCall({ route: resources.events.list, key: ['latest'], input: () => ({ query: { limit: 14 } }), on: ['event'], everyMs: 1_000 })
}

export function useHealth() {
  return useCall({ route: resources.health.show, key: [], on: ['event'], everyMs: 5_000 })
}
