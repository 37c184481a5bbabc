// Which of the two tables of counts a stretch of time is read from: whole hours per hour, the ends per minute.

const MINUTE = 60_000
export const HOUR = 3_600_000

/** A stretch of time and the table that it is read from: `from` included, `to` not, milliseconds since the epoch. */
export interface Stretch {
  readonly per: 'hour' | 'minute'
  readonly from: number
  readonly to: number
}

/** The minute that `ms` lies in. */
export function floorMinute(ms: number): number {
  return ms - (ms % MINUTE)
}

/**
 * Covers the minutes from the one that `from` lies in up to those that begin before `to`, none twice.
 * With `hourly`, whole hours come as one stretch: at most 59 minutes are left on each side of it.
 */
export function stretches({ from, to }: { readonly from: number; readonly to: number }, hourly: boolean): Stretch[] {
  const begin = floorMinute(from)
  const end = floorMinute(to + MINUTE - 1)
  const firstHour = begin + ((HOUR - (begin % HOUR)) % HOUR)
  const lastHour = end - (end % HOUR)
  if (begin >= end) return []
  if (!hourly || firstHour >= lastHour) return [{ per: 'minute', from: begin, to: end }]
  const parts: Stretch[] = [
    { per: 'minute', from: begin, to: firstHour },
    { per: 'hour', from: firstHour, to: lastHour },
    { per: 'minute', from: lastHour, to: end },
  ]
  return parts.filter((part) => part.from < part.to)
}
