// Series: the small number that stands for a combination of decky, service, kind and source.
import type { EventKindName } from '@decnet/kernel'
import { insertRows, mergeRows } from './bulk.ts'
import type { Tx } from './tables/catalogue.ts'

/** Keys in one query. */
const LOOKED_UP = 500

/** What makes a series. */
export interface SeriesKey {
  readonly decky_id: string
  readonly decky: string
  readonly service: string | null
  readonly kind: EventKindName
  /** As in the event; `live` when left out. */
  readonly source?: string
}

/**
 * The numbers of series, in the order asked for; those that are missing are made.
 * With `counting`, each occurrence adds one to the count of its series.
 */
export async function ensureSeries(tx: Tx, wanted: readonly SeriesKey[], counting = false): Promise<number[]> {
  const rows = new Map<string, Required<SeriesKey> & { key: string; event_count: number }>()
  const keys = wanted.map((of) => {
    const { decky_id, decky, service, kind, source = 'live' } = of
    const key = `${decky_id}/${service ?? ''}/${kind}/${source}`
    const row = rows.get(key)
    if (row) row.event_count += counting ? 1 : 0
    else rows.set(key, { key, decky_id, decky, service, kind, source, event_count: counting ? 1 : 0 })
    return key
  })
  const fresh = [...rows.values()]
  if (counting) await mergeRows(tx, 'series', { rows: fresh, merge: { key: ['key'], add: ['event_count'] } })
  else await insertRows(tx, 'series', { rows: fresh, ignore: ['key'] })
  const ids = await findSeries(tx, [...rows.keys()])
  return keys.map((key) => ids.get(key) ?? Number.NaN)
}

async function findSeries(tx: Tx, keys: readonly string[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (let start = 0; start < keys.length; start += LOOKED_UP) {
    const query = tx.selectFrom('series').select(['id', 'key'])
    const found = await query.where('key', 'in', keys.slice(start, start + LOOKED_UP)).execute()
    for (const row of found) ids.set(row.key, row.id)
  }
  return ids
}
