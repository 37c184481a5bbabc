// Rebuilds what ingest derives from the log, from the log. For the offline verb, with nothing else writing.
import { events, type Store } from '@decnet/store'
import { projections } from './projections/catalogue.ts'

const BATCH = 2_000

/**
 * Empties the columns of every projection and adds the whole log to them again, in one transaction: it is all or nothing.
 * Columns of other writers (profiles, rotations, whether bytes are stored) are untouched, and so are rows whose evidence
 * is no longer in the log where they can be told apart. Returns how many events were read.
 */
export function rebuildProjections(store: Store): Promise<number> {
  return store.write(async (tx) => {
    for (const projection of projections) await projection.clear(tx)
    let read = 0
    let seq = 0
    for (;;) {
      const batch = await events.after(tx, seq, { limit: BATCH })
      const last = batch.at(-1)
      if (last === undefined) return read
      for (const projection of projections) await projection.plan(batch)(tx)
      read += batch.length
      seq = last.seq
    }
  })
}
