// Series: the small number that stands for a combination of decky, service and kind.
import type { EventKindName } from '@decnet/kernel'
import { mergeRows } from './bulk.ts'
import type { Tx } from './tables/catalogue.ts'

/** What makes a series. */
export interface SeriesKey {
  readonly decky_id: string
  readonly decky: string
  readonly service: string | null
  readonly kind: EventKindName
}

/** Numbers of series by their key text. */
export type SeriesIds = ReadonlyMap<string, number>

/** The key text of a series. */
export function seriesKey(of: SeriesKey): string {
  return `${of.decky_id}/${of.service ?? ''}/${of.kind}`
}

/** The number of a series that {@link ensureSeries} was asked for. */
export function seriesId(ids: SeriesIds, of: SeriesKey): number {
  const id = ids.get(seriesKey(of))
  if (id === undefined) throw new TypeError(`No series was made for ${seriesKey(of)}`)
  return id
}

/** Makes the series that are missing and returns the numbers of all asked for. With `counting`, adds one to the count of each per occurrence. */
export async function ensureSeries(tx: Tx, wanted: readonly SeriesKey[], counting = false): Promise<SeriesIds> {
  const rows = new Map<string, SeriesKey & { key: string; event_count: number }>()
  for (const of of wanted) {
    const key = seriesKey(of)
    const row = rows.get(key)
    if (row) row.event_count += counting ? 1 : 0
    else rows.set(key, { key, decky_id: of.decky_id, decky: of.decky, service: of.service, kind: of.kind, event_count: counting ? 1 : 0 })
  }
  await mergeRows(tx, 'series', { rows: [...rows.values()], merge: { key: ['key'], add: ['event_count'] } })
  const ids = new Map<string, number>()
  const keys = [...rows.keys()]
  for (let start = 0; start < keys.length; start += 500) {
    const found = await tx
      .selectFrom('series')
      .select(['id', 'key'])
      .where('key', 'in', keys.slice(start, start + 500))
      .execute()
    for (const row of found) ids.set(row.key, row.id)
  }
  return ids
}
