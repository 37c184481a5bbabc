// Minutes: counts per minute, decky, service and kind, which histograms and the overview read instead of the log.
import { type MinuteDelta, minutes, type NewEvent } from '@decnet/store'
import type { Projection } from '../projection.ts'

const MINUTE_MS = 60_000

type Sum = { -readonly [Name in keyof MinuteDelta]: MinuteDelta[Name] }

/** The counts of each minute and decky: a few services and kinds, looked through rather than given keys. */
class Counts {
  readonly sums: Sum[] = []
  readonly #minutes = new Map<number, Map<string, Sum[]>>()

  add(event: NewEvent): void {
    const minute = event.time - (event.time % MINUTE_MS)
    const known = this.#at(minute, event.decky_id)
    for (const sum of known) {
      if (sum.kind !== event.kind || sum.service !== event.service) continue
      sum.count++
      return
    }
    const { decky_id, decky, service, kind } = event
    const sum = { minute, decky_id, decky, service, kind, count: 1 }
    known.push(sum)
    this.sums.push(sum)
  }

  #at(minute: number, deckyId: string): Sum[] {
    const deckies = this.#minutes.get(minute) ?? new Map<string, Sum[]>()
    this.#minutes.set(minute, deckies)
    const known = deckies.get(deckyId) ?? []
    deckies.set(deckyId, known)
    return known
  }
}

/** What `events` add to the counts. */
function minuteDeltas(events: readonly NewEvent[]): MinuteDelta[] {
  const counts = new Counts()
  for (const event of events) counts.add(event)
  return counts.sums
}

export const minutesProjection: Projection = {
  name: 'minutes',
  plan(events) {
    const deltas = minuteDeltas(events)
    return (tx) => minutes.add(tx, deltas)
  },
  clear: (tx) => minutes.clear(tx),
}
