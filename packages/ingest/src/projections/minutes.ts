// Minutes: counts per minute, decky, service and kind, which histograms and the overview read instead of the log.
import { type MinuteDelta, minutes, type NewEvent } from '@decnet/store'
import type { Projection } from '../projection.ts'

const MINUTE_MS = 60_000

/** What `events` add to the counts. */
function minuteDeltas(events: readonly NewEvent[]): MinuteDelta[] {
  const sums = new Map<string, { -readonly [Name in keyof MinuteDelta]: MinuteDelta[Name] }>()
  for (const { time, decky_id, decky, service, kind } of events) {
    const minute = time - (time % MINUTE_MS)
    const key = `${minute}/${decky_id}/${service ?? ''}/${kind}`
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { minute, decky_id, decky, service, kind, count: 1 })
    else sum.count++
  }
  return [...sums.values()]
}

export const minutesProjection: Projection = {
  name: 'minutes',
  plan(events) {
    const deltas = minuteDeltas(events)
    return (tx) => minutes.add(tx, deltas)
  },
  async clear(tx) {
    await tx.deleteFrom('minutes').execute()
  },
}
