// Operations: long work that someone asked for.
import { type Operation, Problem } from '@decnet/kernel'
import { beyond } from '../keyset.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { OperationsTable } from '../tables/operations.ts'

/** What may change about an operation once it is there. */
export type OperationPatch = Partial<Pick<Operation, 'state' | 'steps' | 'error'>> & { readonly updated: number }

/** Writes a new operation. */
export async function create(tx: Tx, operation: Operation): Promise<void> {
  const row: OperationsTable = { ...operation, input: JSON.stringify(operation.input), steps: JSON.stringify(operation.steps) }
  await tx.insertInto('operations').values(row).execute()
}

/** Changes an operation and returns it as it is now. Throws Problem `not_found`. */
export async function update(tx: Tx, id: string, patch: OperationPatch): Promise<Operation> {
  const { steps, ...rest } = patch
  const columns = { ...rest, ...(steps ? { steps: JSON.stringify(steps) } : {}) }
  await tx.updateTable('operations').set(columns).where('id', '=', id).execute()
  const operation = await get(tx, id)
  if (!operation) throw new Problem('not_found', `There is no operation ${id}`)
  return operation
}

/** One operation. */
export async function get(db: Db, id: string): Promise<Operation | null> {
  const row = await db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Operations, the latest made first. */
export async function list(db: Db, page: PageRequest): Promise<Page<Operation>> {
  const key = decodeCursor('operations', page.cursor, ['number', 'string'])
  let query = db.selectFrom('operations').selectAll()
  if (key) query = query.where(beyond(['created', 'id'], key, 'desc'))
  const rows = await query
    .orderBy('created', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
  return makePage(rows, page, { list: 'operations', key: (row) => [row.created, row.id], item: fromRow })
}

/** Operations that are not over, the oldest first; of one kind if asked. */
export async function unfinished(db: Db, kind?: Operation['kind']): Promise<Operation[]> {
  let query = db.selectFrom('operations').selectAll().where('state', 'in', ['queued', 'running'])
  if (kind !== undefined) query = query.where('kind', '=', kind)
  return (await query.orderBy('created').orderBy('id').execute()).map(fromRow)
}

/** Operations changed after `since` (milliseconds), the oldest change first, at most `limit`: what a stream sends. */
export async function changedSince(db: Db, since: number, limit: number): Promise<Operation[]> {
  const query = db.selectFrom('operations').selectAll().where('updated', '>', since)
  return (await query.orderBy('updated').orderBy('id').limit(limit).execute()).map(fromRow)
}

function fromRow(row: OperationsTable): Operation {
  return { ...row, input: JSON.parse(row.input), steps: JSON.parse(row.steps) }
}
