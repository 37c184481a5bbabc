// Counts per minute (and once more per hour), decky, service and kind: what histograms and the overview read.
import { type RawBuilder, sql } from 'kysely'
import { mergeRows } from '../bulk.ts'
import { floorMinute, HOUR, type Stretch, stretches } from '../count-stretches.ts'
import { ensureSeries, type SeriesKey } from '../series.ts'
import { chooseSeries, type SeriesFilter } from '../series-filter.ts'
import type { Db, Tx } from '../tables/catalogue.ts'

/** More events of one kind on one decky's service in one minute. `minute` is milliseconds since the epoch, floored to 60,000. */
export interface MinuteDelta extends SeriesKey {
  readonly minute: number
  readonly count: number
}

/** What to count: from the minute that `from` lies in, up to the minutes that begin before `to`. */
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
  const hours = new Map<string, { hour: number; series: number; count: number }>()
  for (const row of rows) {
    const hour = row.minute - (row.minute % HOUR)
    const key = `${hour}/${row.series}`
    const sum = hours.get(key)
    if (sum) sum.count += row.count
    else hours.set(key, { hour, series: row.series, count: row.count })
  }
  await mergeRows(tx, 'hours', { rows: [...hours.values()], merge: { key: ['hour', 'series'], add: ['count'] } })
}

/** Removes every count: the beginning of a rebuild. */
export async function clear(tx: Tx): Promise<void> {
  await tx.deleteFrom('minutes').execute()
  await tx.deleteFrom('hours').execute()
}

/**
 * Counts per name and bucket; `bucket` is the number of the bucket, from 0. The first bucket begins at `origin`, by default at
 * the minute of `filter.from`. Buckets without events are left out. No service is the name ''. Buckets of whole hours that
 * begin on the hour are read from the counts per hour, a sixtieth of the rows.
 */
export async function histogram(
  db: Db,
  filter: MinutesFilter,
  how: { by: Grouping; bucket_ms: number; origin?: number },
): Promise<{ name: string; bucket: number; count: number }[]> {
  const origin = how.origin ?? floorMinute(filter.from)
  const hourly = how.bucket_ms % HOUR === 0 && origin % HOUR === 0
  const since = sql`(at - ${origin})`
  const width = sql.lit(how.bucket_ms)
  // The remainder is taken off first: division of integers rounds on one database and not on another.
  const bucket = sql`((${since} - (${since} % ${width})) / ${width})`
  const counts = await matching(db, filter, { hourly, bucket })
  if (counts === null) return []
  const { rows } = await sql<{ name: string; bucket: number; count: number }>`
    select ${nameOf(how.by)} as name, bucket, sum(counts.count) as count from (${counts}) as counts
    join series on series.id = counts.series group by name, bucket order by name, bucket`.execute(db)
  return rows
}

/** Counts per name, the greatest first. No service is the name ''. */
export async function totals(db: Db, filter: MinutesFilter, by: Grouping): Promise<{ name: string; count: number }[]> {
  const counts = await matching(db, filter, { hourly: true, bucket: sql.lit(0) })
  if (counts === null) return []
  const { rows } = await sql<{ name: string; count: number }>`
    select ${nameOf(by)} as name, sum(counts.count) as count from (${counts}) as counts
    join series on series.id = counts.series group by name order by count desc, name`.execute(db)
  return rows
}

/** The earliest and latest minute that has a count, or null when there is none. */
export async function span(db: Db): Promise<{ first: number; last: number } | null> {
  const first = await db.selectFrom('minutes').select('minute').orderBy('minute').limit(1).executeTakeFirst()
  const last = await db.selectFrom('minutes').select('minute').orderBy('minute', 'desc').limit(1).executeTakeFirst()
  return first && last ? { first: first.minute, last: last.minute } : null
}

function nameOf(by: Grouping): RawBuilder<string> {
  return sql`coalesce(${sql.ref(`series.${by}`)}, '')`
}

/** The counts that match, summed per series and bucket, or null when nothing can match. `bucket` is an expression over `at`. */
async function matching(
  db: Db,
  filter: MinutesFilter,
  how: { hourly: boolean; bucket: RawBuilder<unknown> },
): Promise<RawBuilder<unknown> | null> {
  const choice = await chooseSeries(db, filter)
  const parts = stretches(filter, how.hourly)
  if (choice?.length === 0 || parts.length === 0) return null
  const chosen = choice === null ? sql`` : sql` and series in (${sql.join(choice.map((row) => row.id))})`
  return sql.join(
    parts.map(
      (part) =>
        sql`select series, ${how.bucket} as bucket, sum(count) as count from (${stretchRows(part, chosen)}) as part group by bucket, series`,
    ),
    sql` union all `,
  )
}

function stretchRows({ per, from, to }: Stretch, chosen: RawBuilder<unknown>): RawBuilder<unknown> {
  const time = sql.ref(per)
  return sql`select ${time} as at, series, count from ${sql.table(`${per}s`)} where ${time} >= ${from} and ${time} < ${to}${chosen}`
}
