// Minutes: counts per minute, decky, service and kind, which histograms and the overview read instead of the log.
import { type MinuteDelta, minutes, type NewEvent } from '@decnet/store'
import type { Projection } from '../projection.ts'

const MINUTE_MS = 60_000

type Sum = { -readonly [Name in keyof MinuteDelta]: MinuteDelta[Name] }

/** The latest are looked at first: nearly all events of a batch lie in one minute, and old ones that come late in a row of minutes. */
function sameCount(known: readonly Sum[], minute: number, { service, kind }: NewEvent): Sum | undefined {
  for (let at = known.length - 1; at >= 0; at--) {
    const sum = known[at]
    if (sum !== undefined && sum.minute === minute && sum.kind === kind && sum.service === service) return sum
  }
  return undefined
}

/** What `events` add to the counts. */
function minuteDeltas(events: readonly NewEvent[]): MinuteDelta[] {
  const sums: Sum[] = []
  const byDecky = new Map<string, Sum[]>()
  for (const event of events) {
    const minute = event.time - (event.time % MINUTE_MS)
    let known = byDecky.get(event.decky_id)
    if (known === undefined) byDecky.set(event.decky_id, (known = []))
    let sum = sameCount(known, minute, event)
    if (sum === undefined) {
      const { decky_id, decky, service, kind } = event
      sum = { minute, decky_id, decky, service, kind, count: 0 }
      known.push(sum)
      sums.push(sum)
    }
    sum.count++
  }
  return sums
}

export const minutesProjection: Projection = {
  name: 'minutes',
  plan(events) {
    const deltas = minuteDeltas(events)
    return (tx) => minutes.add(tx, deltas)
  },
  clear: (tx) => minutes.clear(tx),
}
