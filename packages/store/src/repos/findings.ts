// Findings: rows that analysis announces, each once, in an order of their own.
import { type Finding, findingId, type NewFinding } from '@decnet/kernel'
import { insertRows } from '../bulk.ts'
import { seamOf } from '../dialects/dialect.ts'
import { beyond } from '../keyset.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { FindingsTable } from '../tables/findings.ts'

/** `from` included, `to` not, on the finding's event time. */
export interface FindingFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly topic?: string | undefined
  readonly subject?: string | undefined
}

/** Announces findings and returns those that are new, in seq order; one announced before (by id) is left out. */
export async function announce(tx: Tx, analyzer: string, findings: readonly NewFinding[]): Promise<Finding[]> {
  if (findings.length === 0) return []
  const first = await seamOf(tx).takeNumbers(tx, 'findings', findings.length)
  const rows: FindingsTable[] = findings.map((finding, index) => ({
    seq: first + index,
    id: findingId(analyzer, finding.topic, finding.natural_key),
    analyzer,
    topic: finding.topic,
    subject: finding.subject,
    time: finding.time,
    payload: JSON.stringify(finding.payload),
  }))
  const inserted = await insertRows(tx, 'findings', { rows, ignore: ['id'] })
  if (inserted === rows.length) return rows.map(fromRow)
  const kept = await tx.selectFrom('findings').selectAll().where('seq', '>=', first).orderBy('seq').execute()
  return kept.map(fromRow)
}

/** Findings after `seq`, the oldest first, at most `limit`. */
export async function after(db: Db, seq: number, limit: number): Promise<Finding[]> {
  return (await db.selectFrom('findings').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute()).map(fromRow)
}

/** The greatest seq, 0 while there is none. */
export async function head(db: Db): Promise<number> {
  return (await db.selectFrom('findings').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0
}

/** Findings, the latest announced first. */
export async function list(db: Db, filter: FindingFilter, page: PageRequest): Promise<Page<Finding>> {
  const key = decodeCursor('findings', page.cursor, ['number'])
  let query = db.selectFrom('findings').selectAll()
  if (filter.from !== undefined) query = query.where('time', '>=', filter.from)
  if (filter.to !== undefined) query = query.where('time', '<', filter.to)
  if (filter.topic !== undefined) query = query.where((eb) => eb(eb.ref('topic').$castTo<string>(), '=', filter.topic ?? ''))
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject)
  if (key) query = query.where(beyond(['seq'], key, 'desc'))
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute()
  return makePage(rows, page, { list: 'findings', key: (row) => [row.seq], item: fromRow })
}

function fromRow(row: FindingsTable): Finding {
  return { ...row, payload: JSON.parse(row.payload) }
}
