// Artifacts: captured files by their sum, and each capture of one.
import { type ArtifactCapture, type ArtifactDelta, artifacts, type NewEvent } from '@decnet/store'
import type { Projection } from '../projection.ts'

type Sum = { -readonly [Name in keyof ArtifactDelta]: ArtifactDelta[Name] }

/** What `events` add to artifacts. Whether the bytes have arrived is not theirs to say. */
function artifactDeltas(events: readonly NewEvent[]): { artifacts: ArtifactDelta[]; captures: ArtifactCapture[] } {
  const sums = new Map<string, Sum>()
  const captures: ArtifactCapture[] = []
  for (const event of events) {
    if (event.kind !== 'file.captured') continue
    const { sha256, size, mime, name, how, complete } = event.facts
    const { time } = event
    captures.push({ event_id: event.id, sha256, attacker_uuid: event.attacker_uuid, session: event.session, time })
    let sum = sums.get(sha256)
    if (sum === undefined) {
      sum = { sha256, size, mime, name, how, complete, stored: false, first_seen: time, last_seen: time, capture_count: 0 }
      sums.set(sha256, sum)
    }
    sum.capture_count++
    sum.complete ||= complete
    if (time < sum.first_seen) sum.first_seen = time
    if (time > sum.last_seen) sum.last_seen = time
  }
  return { artifacts: [...sums.values()], captures }
}

export const artifactsProjection: Projection = {
  name: 'artifacts',
  plan(events) {
    const deltas = artifactDeltas(events)
    return async (tx) => {
      if (deltas.captures.length === 0) return
      await artifacts.upsert(tx, deltas.artifacts)
      await artifacts.addCaptures(tx, deltas.captures)
    }
  },
  async clear(tx) {
    // `stored` is written when bytes arrive and is not in the log: the rows stay, emptied of what the log tells again.
    const told = tx.selectFrom('events').select('id').where('kind', '=', 'file.captured')
    const sums = tx.selectFrom('artifact_captures').select('sha256').where('event_id', 'in', told)
    const empty = { capture_count: 0, complete: 0, first_seen: Number.MAX_SAFE_INTEGER, last_seen: 0 } as const
    await tx.updateTable('artifacts').set(empty).where('sha256', 'in', sums).execute()
    await tx.deleteFrom('artifact_captures').where('event_id', 'in', told).execute()
  },
}
