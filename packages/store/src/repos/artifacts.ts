// Artifacts: captured bytes by sha256, and each capture of them.
import type { Artifact } from '@decnet/kernel'
import { insertRows, mergeRows } from '../bulk.ts'
import { beyond } from '../keyset.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { ArtifactCapturesTable, ArtifactsTable } from '../tables/artifacts.ts'
import type { Db, Tx } from '../tables/catalogue.ts'

/** What a batch adds: `capture_count` is added, times widen, `complete` and `stored` stay true once they are. */
export type ArtifactDelta = Artifact
/** One capture, keyed by its event. */
export type ArtifactCapture = ArtifactCapturesTable

/** `from` included, `to` not, on the last capture; `attacker` is a uuid. */
export interface ArtifactFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly attacker?: string | undefined
}

/** Adds to artifacts. Additive. */
export function upsert(tx: Tx, deltas: readonly ArtifactDelta[]): Promise<void> {
  return mergeRows(tx, 'artifacts', {
    rows: deltas.map((delta) => ({ ...delta, complete: delta.complete ? 1 : 0, stored: delta.stored ? 1 : 0 })),
    merge: { key: ['sha256'], add: ['capture_count'], min: ['first_seen'], max: ['last_seen', 'complete', 'stored'] },
  })
}

/** Notes captures; one noted before (by event) is left out. Their artifacts must have been added before. */
export async function addCaptures(tx: Tx, captures: readonly ArtifactCapture[]): Promise<void> {
  await insertRows(tx, 'artifact_captures', { rows: captures, ignore: ['event_id'] })
}

/** Says that the bytes have arrived and their sum was checked. False when there is no such artifact. */
export async function markStored(tx: Tx, sha256: string): Promise<boolean> {
  const result = await tx.updateTable('artifacts').set({ stored: 1 }).where('sha256', '=', sha256).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** One artifact. */
export async function get(db: Db, sha256: string): Promise<Artifact | null> {
  const row = await db.selectFrom('artifacts').selectAll().where('sha256', '=', sha256).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Artifacts, the last captured first. */
export async function list(db: Db, filter: ArtifactFilter, page: PageRequest): Promise<Page<Artifact>> {
  const key = decodeCursor('artifacts', page.cursor, ['number', 'string'])
  let query = db.selectFrom('artifacts').selectAll()
  const { attacker } = filter
  if (filter.from !== undefined) query = query.where('last_seen', '>=', filter.from)
  if (filter.to !== undefined) query = query.where('last_seen', '<', filter.to)
  if (attacker !== undefined) {
    query = query.where((eb) =>
      eb('sha256', 'in', eb.selectFrom('artifact_captures').select('sha256').where('attacker_uuid', '=', attacker)),
    )
  }
  if (key) query = query.where(beyond(['last_seen', 'sha256'], key, 'desc'))
  const rows = await query
    .orderBy('last_seen', 'desc')
    .orderBy('sha256', 'desc')
    .limit(page.limit + 1)
    .execute()
  return makePage(rows, page, { list: 'artifacts', key: (row) => [row.last_seen, row.sha256], item: fromRow })
}

/** Captures of one artifact, the latest first, at most `limit`. */
export function captures(db: Db, sha256: string, limit: number): Promise<ArtifactCapture[]> {
  const query = db.selectFrom('artifact_captures').selectAll().where('sha256', '=', sha256)
  return query.orderBy('time', 'desc').orderBy('event_id', 'desc').limit(limit).execute()
}

/** Captures at or after `since`. */
export async function countSince(db: Db, since: number): Promise<number> {
  const query = db.selectFrom('artifact_captures').where('time', '>=', since)
  return (await query.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
}

function fromRow(row: ArtifactsTable): Artifact {
  return { ...row, complete: row.complete === 1, stored: row.stored === 1 }
}
