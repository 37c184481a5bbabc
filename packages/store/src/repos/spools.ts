// Where the collector stands in each sensor's spool.
import type { Db, Tx } from '../tables/catalogue.ts'
import type { SpoolsTable } from '../tables/spools.ts'

/** A position: everything before byte `position` of segment number `segment` is in the log. */
export type SpoolPosition = SpoolsTable

/** All known incarnations of a sensor, the oldest first; of every sensor without an argument. */
export function list(db: Db, sensor?: string): Promise<SpoolPosition[]> {
  let query = db.selectFrom('spools').selectAll()
  if (sensor !== undefined) query = query.where('sensor', '=', sensor)
  return query.orderBy('sensor').orderBy('incarnation').execute()
}

/** The position in one incarnation, or null before the first advance. */
export async function read(db: Db, of: { sensor: string; incarnation: string }): Promise<SpoolPosition | null> {
  const query = db.selectFrom('spools').selectAll().where('sensor', '=', of.sensor).where('incarnation', '=', of.incarnation)
  return (await query.executeTakeFirst()) ?? null
}

/** Moves a position, in the transaction that appends what was read. Never moves it back. */
export async function advance(tx: Tx, to: Omit<SpoolPosition, 'closed_at'>): Promise<void> {
  const there = await read(tx, to)
  if (!there) {
    await tx
      .insertInto('spools')
      .values({ ...to, closed_at: null })
      .execute()
    return
  }
  if (to.segment < there.segment || (to.segment === there.segment && to.position < there.position)) return
  const { sensor, incarnation, ...columns } = to
  await tx.updateTable('spools').set(columns).where('sensor', '=', sensor).where('incarnation', '=', incarnation).execute()
}

/** Says that an incarnation is over: drained, and its open sessions closed. */
export async function close(tx: Tx, of: { sensor: string; incarnation: string; now: number }): Promise<void> {
  const query = tx.updateTable('spools').set({ closed_at: of.now, updated: of.now })
  await query.where('sensor', '=', of.sensor).where('incarnation', '=', of.incarnation).execute()
}

/** Forgets an incarnation whose files are gone. */
export async function remove(tx: Tx, of: { sensor: string; incarnation: string }): Promise<void> {
  await tx.deleteFrom('spools').where('sensor', '=', of.sensor).where('incarnation', '=', of.incarnation).execute()
}
