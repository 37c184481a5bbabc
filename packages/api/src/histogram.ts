// Buckets of a histogram over the counts per minute.

/** The frame of a histogram: whole minutes, `count` buckets of `bucket_ms`. */
export interface Buckets {
  readonly from: number
  readonly to: number
  readonly bucket_ms: number
  readonly count: number
}

const MINUTE = 60_000
const HOUR = 3_600_000
/** More names than a picture can show become one rest. */
const MOST_SERIES = 50
export const REST = '(other)'

/**
 * The narrowest buckets of whole minutes that cover the range with at most `buckets` of them. Those of an hour or more are
 * of whole hours and begin on the hour: the store counts per hour too. Times are milliseconds since the epoch.
 */
export function bucketsOf(ask: { readonly from: number; readonly to: number; readonly buckets: number }): Buckets {
  const fine = framed(ask, MINUTE)
  return fine.bucket_ms < HOUR ? fine : framed(ask, HOUR)
}

function framed(ask: { readonly from: number; readonly to: number; readonly buckets: number }, unit: number): Buckets {
  const from = ask.from - (ask.from % unit)
  const length = Math.max(unit, ask.to - from)
  const bucket_ms = Math.max(1, Math.ceil(length / ask.buckets / unit)) * unit
  const count = Math.ceil(length / bucket_ms)
  return { from, to: from + count * bucket_ms, bucket_ms, count }
}

/** Counts per name with every bucket filled, the greatest total first. */
export function fillSeries(
  rows: readonly { readonly name: string; readonly bucket: number; readonly count: number }[],
  count: number,
): { name: string; counts: number[] }[] {
  const totals = new Map<string, number>()
  for (const row of rows) totals.set(row.name, (totals.get(row.name) ?? 0) + row.count)
  const names = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name)
  const shown = new Set(names.length > MOST_SERIES ? names.slice(0, MOST_SERIES - 1) : names)
  const series = new Map<string, number[]>([...shown].map((name) => [name, Array.from({ length: count }, () => 0)]))
  if (shown.size < names.length)
    series.set(
      REST,
      Array.from({ length: count }, () => 0),
    )
  for (const row of rows) {
    const counts = series.get(shown.has(row.name) ? row.name : REST)
    if (counts && row.bucket >= 0 && row.bucket < count) counts[row.bucket] = (counts[row.bucket] ?? 0) + row.count
  }
  return [...series].map(([name, counts]) => ({ name, counts }))
}
