// Deckies as reported: what each sensor said last about the deckies that it runs.
import type { ReportedDecky } from '@decnet/kernel'
import { deckies, type NewEvent } from '@decnet/store'
import type { Projection } from '../projection.ts'

/** What `events` report, and which deckies they say are gone. */
function deckyReports(events: readonly NewEvent[]): { reports: ReportedDecky[]; removed: string[] } {
  const reports = new Map<string, ReportedDecky>()
  const removed = new Set<string>()
  for (const event of events) {
    const { decky_id, time } = event
    if (event.kind === 'decky.configured') {
      const { revision, listens } = event.facts
      const before = reports.get(decky_id)
      if (before === undefined || revision >= before.revision) reports.set(decky_id, { decky_id, revision, time, listens })
      removed.delete(decky_id)
    } else if (event.kind === 'decky.removed') {
      reports.delete(decky_id)
      removed.add(decky_id)
    }
  }
  return { reports: [...reports.values()], removed: [...removed] }
}

export const deckiesProjection: Projection = {
  name: 'deckies',
  plan(events) {
    const { reports, removed } = deckyReports(events)
    return async (tx) => {
      for (const id of removed) await deckies.removeReported(tx, id)
      await deckies.putReported(tx, reports)
    }
  },
  async clear(tx) {
    await tx.deleteFrom('reported_deckies').execute()
  },
}
