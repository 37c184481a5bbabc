// Counts per minute, decky, service and kind: what histograms and the overview read.
import { sql } from 'kysely'
import { mergeRows } from '../bulk.ts'
import { ensureSeries, type SeriesKey } from '../series.ts'
import { chooseSeries, type SeriesFilter } from '../series-filter.ts'
import type { Db, Tx } from '../tables/catalogue.ts'

/** More events of one kind on one decky's service in one minute. `minute` is milliseconds since the epoch, floored to 60,000. */
export interface MinuteDelta extends SeriesKey {
  readonly minute: number
  readonly count: number
}

/** What to count: `from` included, `to` not, both rounded down to the minute they lie in. */
export interface MinutesFilter extends SeriesFilter {
  readonly from: number
  readonly to: number
}

/** A name of the grouping asked for. */
export type Grouping = 'service' | 'kind' | 'decky'

/** Adds to the counts. Additive: adding the same twice counts twice. */
export async function add(tx: Tx, deltas: readonly MinuteDelta[]): Promise<void> {
  if (deltas.length === 0) return
  const series = await ensureSeries(tx, deltas)
  const rows = deltas.map((delta, index) => ({ minute: delta.minute, series: series[index] ?? Number.NaN, count: delta.count }))
  await mergeRows(tx, 'minutes', { rows, merge: { key: ['minute', 'series'], add: ['count'] } })
}

/** Counts per name and bucket; `bucket` is the number of the bucket, from 0. Buckets without events are left out. No service is the name ''. */
export async function histogram(
  db: Db,
  filter: MinutesFilter,
  how: { by: Grouping; bucket_ms: number },
): Promise<{ name: string; bucket: number; count: number }[]> {
  const since = sql<number>`(minutes.minute - ${sql.lit(floorMinute(filter.from))})`
  const width = sql.lit(how.bucket_ms)
  // The remainder is taken off first: division of integers rounds on one database and not on another.
  const bucket = sql<number>`((${since} - (${since} % ${width})) / ${width})`
  return await (await matching(db, filter))
    .select((eb) => [
      eb.fn.coalesce(eb.ref(`series.${how.by}`).$castTo<string | null>(), sql.lit('')).as('name'),
      bucket.as('bucket'),
      eb.fn.sum<number>('minutes.count').as('count'),
    ])
    .groupBy(['name', 'bucket'])
    .orderBy('name')
    .orderBy('bucket')
    .execute()
}

/** Counts per name, the greatest first. No service is the name ''. */
export async function totals(db: Db, filter: MinutesFilter, by: Grouping): Promise<{ name: string; count: number }[]> {
  return await (await matching(db, filter))
    .select((eb) => [
      eb.fn.coalesce(eb.ref(`series.${by}`).$castTo<string | null>(), sql.lit('')).as('name'),
      eb.fn.sum<number>('minutes.count').as('count'),
    ])
    .groupBy('name')
    .orderBy('count', 'desc')
    .orderBy('name')
    .execute()
}

/** The earliest and latest minute that has a count, or null when there is none. */
export async function span(db: Db): Promise<{ first: number; last: number } | null> {
  const first = await db.selectFrom('minutes').select('minute').orderBy('minute').limit(1).executeTakeFirst()
  const last = await db.selectFrom('minutes').select('minute').orderBy('minute', 'desc').limit(1).executeTakeFirst()
  return first && last ? { first: first.minute, last: last.minute } : null
}

async function matching(db: Db, filter: MinutesFilter) {
  const query = db
    .selectFrom('minutes')
    .innerJoin('series', 'series.id', 'minutes.series')
    .where('minutes.minute', '>=', floorMinute(filter.from))
    .where('minutes.minute', '<', filter.to)
  const choice = await chooseSeries(db, filter)
  return choice === null ? query : query.where('minutes.series', 'in', choice.length > 0 ? choice.map((row) => row.id) : [-1])
}

function floorMinute(ms: number): number {
  return ms - (ms % 60_000)
}
