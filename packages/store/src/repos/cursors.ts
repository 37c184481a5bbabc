// Cursors: how far each analyzer has come. One moves only in a transaction that still holds the lease.
import { Problem } from '@decnet/kernel'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { AnalyzerCursorsTable } from '../tables/leases.ts'

/** Who moves a cursor, and the proof that it may: the lease's name is the cursor's unless `lease` says otherwise. */
export interface CursorMove {
  readonly name: string
  readonly holder: string
  readonly fence: number
  /** The seq of the last event that was dealt with. */
  readonly cursor: number
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly lease?: string
}

/** The cursor of `name`, 0 before the first move. */
export async function read(db: Db, name: string): Promise<number> {
  const row = await db.selectFrom('analyzer_cursors').select('cursor').where('name', '=', name).executeTakeFirst()
  return row?.cursor ?? 0
}

/** Moves a cursor and forgets the last error. Throws Problem `fence.lost` when the lease is not held with that fence any more. */
export async function advance(tx: Tx, move: CursorMove): Promise<void> {
  await checkFence(tx, { name: move.lease ?? move.name, holder: move.holder, fence: move.fence })
  await write(tx, { name: move.name, cursor: move.cursor, updated: move.now, last_error: null })
}

/** Throws Problem `fence.lost` unless the lease is held by `holder` with `fence`. */
export async function checkFence(tx: Tx, held: { name: string; holder: string; fence: number }): Promise<void> {
  const lease = await tx.selectFrom('leases').select(['holder', 'fence']).where('name', '=', held.name).executeTakeFirst()
  if (lease?.holder !== held.holder || lease.fence !== held.fence) {
    throw new Problem('fence.lost', `The lease ${held.name} is not held by ${held.holder} with fence ${held.fence} any more`)
  }
}

/** Notes why an analyzer does not move on. */
export async function fail(tx: Tx, failure: { name: string; error: string; now: number }): Promise<void> {
  await write(tx, { name: failure.name, cursor: await read(tx, failure.name), updated: failure.now, last_error: failure.error })
}

/** All cursors, by name. */
export function list(db: Db): Promise<AnalyzerCursorsTable[]> {
  return db.selectFrom('analyzer_cursors').selectAll().orderBy('name').execute()
}

async function write(tx: Tx, row: AnalyzerCursorsTable): Promise<void> {
  const { name, ...columns } = row
  const result = await tx.updateTable('analyzer_cursors').set(columns).where('name', '=', name).executeTakeFirst()
  if (result.numUpdatedRows === 0n) await tx.insertInto('analyzer_cursors').values(row).execute()
}
