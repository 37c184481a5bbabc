// Deckies: what they shall be (written by deploy) and what their sensors said they are (written by ingest).
import { type DesiredDecky, Problem, type ReportedDecky } from '@decnet/kernel'
import { insertRows } from '../bulk.ts'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { DesiredDeckiesTable, ReportedDeckiesTable } from '../tables/deckies.ts'

/** All desired deckies, by name. */
export async function listDesired(db: Db): Promise<DesiredDecky[]> {
  return (await db.selectFrom('desired_deckies').selectAll().orderBy('name').orderBy('id').execute()).map(fromDesired)
}

/** A desired decky of the fleet (no `topologyId`) or of a topology, by name. */
export async function getDesired(db: Db, name: string, topologyId: string | null = null): Promise<DesiredDecky | null> {
  const query = db
    .selectFrom('desired_deckies')
    .selectAll()
    .where('scope', '=', topologyId ?? 'fleet')
    .where('name', '=', name)
  const row = await query.executeTakeFirst()
  return row ? fromDesired(row) : null
}

/** Writes a desired decky, new or changed. Throws Problem `conflict` when another decky of its scope has the name. */
export async function putDesired(tx: Tx, decky: DesiredDecky): Promise<void> {
  const namesake = await getDesired(tx, decky.name, decky.topology_id)
  if (namesake && namesake.id !== decky.id) throw new Problem('conflict', `There is another decky named ${decky.name}`)
  const { id, ...columns } = toDesired(decky)
  const result = await tx.updateTable('desired_deckies').set(columns).where('id', '=', id).executeTakeFirst()
  if (result.numUpdatedRows === 0n)
    await tx
      .insertInto('desired_deckies')
      .values({ id, ...columns })
      .execute()
}

/** Takes a decky out of the desired state. False when it was not there. */
export async function removeDesired(tx: Tx, id: string): Promise<boolean> {
  return (await tx.deleteFrom('desired_deckies').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
}

/** What the sensors reported last, by decky id. */
export async function listReported(db: Db): Promise<ReportedDecky[]> {
  return (await db.selectFrom('reported_deckies').selectAll().orderBy('decky_id').execute()).map(fromReported)
}

/** Writes reports; one that is older than what is there (by revision, then time) changes nothing. */
export async function putReported(tx: Tx, reports: readonly ReportedDecky[]): Promise<void> {
  const latest = new Map<string, ReportedDecky>()
  for (const report of reports) if (isNewer(report, latest.get(report.decky_id))) latest.set(report.decky_id, report)
  for (const report of latest.values()) {
    const there = await tx.selectFrom('reported_deckies').selectAll().where('decky_id', '=', report.decky_id).executeTakeFirst()
    const row = { ...report, listens: JSON.stringify(report.listens) }
    if (!there) await insertRows(tx, 'reported_deckies', { rows: [row] })
    else if (isNewer(report, there)) await tx.updateTable('reported_deckies').set(row).where('decky_id', '=', report.decky_id).execute()
  }
}

/** Forgets what was reported of a decky, when it was taken down. */
export async function removeReported(tx: Tx, deckyId: string): Promise<void> {
  await tx.deleteFrom('reported_deckies').where('decky_id', '=', deckyId).execute()
}

type Age = Pick<ReportedDecky, 'revision' | 'time'>

function isNewer(report: Age, than: Age | undefined): boolean {
  if (!than) return true
  return report.revision > than.revision || (report.revision === than.revision && report.time >= than.time)
}

function toDesired(decky: DesiredDecky): DesiredDeckiesTable {
  return {
    ...decky,
    scope: decky.topology_id ?? 'fleet',
    services: JSON.stringify(decky.services),
    tarpit: decky.tarpit === null ? null : JSON.stringify(decky.tarpit),
  }
}

function fromDesired(row: DesiredDeckiesTable): DesiredDecky {
  const { scope: _scope, ...rest } = row
  return { ...rest, services: JSON.parse(row.services), tarpit: row.tarpit === null ? null : JSON.parse(row.tarpit) }
}

function fromReported(row: ReportedDeckiesTable): ReportedDecky {
  return { ...row, listens: JSON.parse(row.listens) }
}
