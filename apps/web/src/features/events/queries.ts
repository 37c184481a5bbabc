// What the event log's page asks.
import { resources } from '@decnet/contract'
import { client, type EventRow } from '../../lib/api.ts'
import { type Filter, filterQuery, filterText, histogramQuery } from '../../lib/filter.ts'
import { type ListState, useList } from '../../lib/list.ts'
import { useCall } from '../../lib/query.ts'
import { rangeQuery, rangeSpan } from '../../lib/time.ts'

const PAGE = 100
const byId = (event: EventRow) => event.id

export interface EventQuestion {
  readonly range: string
  readonly filter: Filter
  /** The live tail goes on. */
  readonly tail: boolean
}

export function useEvents({ range, filter, tail }: EventQuestion): ListState<EventRow> {
  return useList<EventRow>({
    key: ['events.list', range, filterText(filter)],
    rowKey: byId,
    on: tail ? ['event'] : [],
    fetch: (cursor, signal) =>
      client.call(resources.events.list, {
        query: { ...rangeQuery(range, Date.now()), ...filterQuery(filter), limit: PAGE, ...(cursor ? { cursor } : {}) },
        ...(signal ? { signal } : {}),
      }),
  })
}

export function useHistogram({ range, filter, tail }: EventQuestion) {
  const { query } = histogramQuery(filter)
  return useCall({
    route: resources.events.histogram,
    key: ['events', range, query],
    input: () => ({ query: { ...rangeSpan(range, Date.now()), ...query, by: 'kind' as const, buckets: 90 } }),
    on: tail ? ['event'] : [],
    everyMs: 4_000,
  })
}

/** Everything that the filter selects, page after page, as JSON lines; stops at `limit` rows. */
export async function exportEvents({ range, filter }: EventQuestion, limit: number): Promise<string[]> {
  const lines: string[] = []
  let cursor: string | undefined
  const span = rangeQuery(range, Date.now())
  do {
    const page = await client.call(resources.events.list, {
      query: { ...span, ...filterQuery(filter), limit: 1000, ...(cursor ? { cursor } : {}) },
    })
    for (const event of page.items) lines.push(JSON.stringify(event))
    cursor = page.next ?? undefined
  } while (cursor && lines.length < limit)
  return lines.slice(0, limit)
}
