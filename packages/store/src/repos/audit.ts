// The audit log: append only.
import type { AuditEntry } from '@decnet/kernel'
import { seamOf } from '../dialects/dialect.ts'
import { beyond } from '../keyset.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { Db, Tx } from '../tables/catalogue.ts'

/** An entry on its way into the log. */
export type NewAuditEntry = Omit<AuditEntry, 'seq'>

/** Appends an entry and returns its place. */
export async function append(tx: Tx, entry: NewAuditEntry): Promise<number> {
  const seq = await seamOf(tx).takeNumbers(tx, 'audit', 1)
  await tx
    .insertInto('audit_log')
    .values({ ...entry, seq, detail: JSON.stringify(entry.detail) })
    .execute()
  return seq
}

/** Entries, the latest first; of one user if asked. */
export async function list(db: Db, filter: { user?: string | undefined }, page: PageRequest): Promise<Page<AuditEntry>> {
  const key = decodeCursor('audit', page.cursor, ['number'])
  let query = db.selectFrom('audit_log').selectAll()
  if (filter.user !== undefined) query = query.where('user', '=', filter.user)
  if (key) query = query.where(beyond(['seq'], key, 'desc'))
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute()
  return makePage(rows, page, { list: 'audit', key: (row) => [row.seq], item: (row) => ({ ...row, detail: JSON.parse(row.detail) }) })
}
