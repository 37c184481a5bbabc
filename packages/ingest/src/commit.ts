// One batch, one transaction: positions, events, projections of those that are new, captures, frames set aside, closings.
import type { StoredEvent } from '@decnet/kernel'
import { artifacts, events, type NewEvent, quarantine, type Store, spools, type Tx } from '@decnet/store'
import { type Batch, type PlacedEvent, type SetAside, setAside } from './batch.ts'
import { lostClosings } from './lost-sessions.ts'
import { projections } from './projections/catalogue.ts'
import { poison } from './read-frame.ts'

export interface CommitParts {
  readonly store: Store
  readonly host: string
  readonly now: () => number
  /** The open sessions of a spool that is over, as `[session, decky_id]`. */
  readonly openOf: (spool: string) => Promise<readonly (readonly [string, string])[]>
}

export interface Committed {
  /** Events that were not in the log before. */
  readonly fresh: readonly StoredEvent[]
  /** Frames set aside that were not before. */
  readonly quarantined: number
}

/** What writes events and, in every projection, what those that are new add. */
function planAppend(batch: readonly NewEvent[]): (tx: Tx) => Promise<StoredEvent[]> {
  const hopeful = projections.map((projection) => projection.plan(batch))
  return async (tx) => {
    const fresh = await events.append(tx, batch)
    // Nearly always all are new, and the plans that were made while the transaction before was running hold.
    const plans = fresh.length === batch.length ? hopeful : projections.map((projection) => projection.plan(fresh))
    if (fresh.length > 0) for (const write of plans) await write(tx)
    return fresh
  }
}

/** What commits a batch whole. Running it again, after a failure or a doubt, changes nothing. */
export function planCommit(parts: CommitParts, batch: Batch): () => Promise<Committed> {
  const append = planAppend(batch.events.map(({ event }) => event))
  return () => parts.store.write(async (tx) => finish(parts, { tx, batch, fresh: await append(tx), refused: [] }))
}

/**
 * Commits a batch that the database refuses as a whole, event by event: those that it refuses alone are set aside.
 * Slow; for the one event in a lifetime that breaks a rule of the tables.
 */
export async function commitApart(parts: CommitParts, batch: Batch): Promise<Committed> {
  const fresh: StoredEvent[] = []
  const refused: SetAside[] = []
  for (const placed of batch.events) {
    try {
      fresh.push(...(await parts.store.write(planAppend([placed.event]))))
    } catch (error) {
      if (!isRefusal(error)) throw error
      refused.push(refusal(placed, error))
    }
  }
  return await parts.store.write((tx) => finish(parts, { tx, batch, fresh, refused }))
}

/** True when the database refuses what it was given, and would again; false when it was busy, full or broken. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code)
}

function refusal({ event, spool, at }: PlacedEvent, error: unknown): SetAside {
  const detail = error instanceof Error ? error.message : String(error)
  return setAside({ spool, at, received: event.received }, poison('store refuses it', detail, Buffer.from(JSON.stringify(event))))
}

async function finish(
  parts: CommitParts,
  { tx, batch, fresh, refused }: { tx: Tx; batch: Batch; fresh: readonly StoredEvent[]; refused: readonly SetAside[] },
): Promise<Committed> {
  const now = parts.now()
  for (const sha256 of new Set(batch.stored)) await artifacts.markStored(tx, sha256)
  const quarantined = await quarantine.add(tx, [...batch.setAside, ...refused])
  const closed: StoredEvent[] = []
  for (const { spool, position, over } of batch.progress) {
    const of = { sensor: spool.sensor, incarnation: spool.incarnation }
    await spools.advance(tx, { ...of, segment: position.segment, position: position.offset, updated: now })
    if (!over) continue
    const closings = await lostClosings(tx, await parts.openOf(spool.key), { host: parts.host, now })
    closed.push(...(await planAppend(closings)(tx)))
    await spools.close(tx, { ...of, now })
  }
  return { fresh: [...fresh, ...closed], quarantined }
}
