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
  const rows: SeriesRow[] = []
  const byDecky = new Map<string, SeriesRow[]>()
  const rowOf = wanted.map((of) => {
    const known = byDecky.get(of.decky_id) ?? []
    if (known.length === 0) byDecky.set(of.decky_id, known)
    let row = sameSeries(known, of)
    if (row === undefined) {
      row = seriesRow(of)
      known.push(row)
      rows.push(row)
    }
    row.event_count++
    return row
  })
  const keys = rows.map(({ key }) => key)
  if (counting) await mergeRows(tx, 'series', { rows, merge: { key: ['key'], add: ['event_count'] } })
  let ids = await findSeries(tx, keys)
  if (ids.size < rows.length) {
    const missing = rows.filter(({ key }) => !ids.has(key)).map((row) => ({ ...row, event_count: 0 }))
    await insertRows(tx, 'series', { rows: missing, ignore: ['key'] })
    ids = await findSeries(tx, keys)
  }
  return rowOf.map(({ key }) => ids.get(key) ?? Number.NaN)
}

interface SeriesRow extends Required<SeriesKey> {
  readonly key: string
  event_count: number
}

/** A decky has few series: looking through them costs less than making a key for each event. */
function sameSeries(known: readonly SeriesRow[], { service, kind, source = 'live' }: SeriesKey): SeriesRow | undefined {
  for (const row of known) if (row.kind === kind && row.service === service && row.source === source) return row
  return undefined
}

function seriesRow({ decky_id, decky, service, kind, source = 'live' }: SeriesKey): SeriesRow {
  return { key: `${decky_id}/${service ?? ''}/${kind}/${source}`, decky_id, decky, service, kind, source, event_count: 0 }
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
