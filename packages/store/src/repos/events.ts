// The event log. The log is the truth; everything derived can be rebuilt from it.
import type { EventKindName, StoredEvent } from '@decnet/kernel'
import { sql } from 'kysely'
import { insertValues } from '../bulk.ts'
import { type BulkValue, seamOf } from '../dialects/dialect.ts'
import type { EventFilter } from '../event-filter.ts'
import { type EventOrder, readPage, searchPage, type TextFilter, type TextPage } from '../event-query.ts'
import { EVENT_COLUMNS, fromEventRow, type NewEvent, pushEventRow } from '../event-row.ts'
import type { Page } from '../page.ts'
import { ensureSeries } from '../series.ts'
import type { Db, Tx } from '../tables/catalogue.ts'

/**
 * Appends events and returns those that are new, in seq order: at least once in, exactly once stored.
 * An event whose id is in the log, or came earlier in the batch, is left out. Seqs are taken under a lock
 * that holds until the commit, so no reader sees a seq before every lower one; gaps are allowed.
 */
export async function append(tx: Tx, batch: readonly NewEvent[]): Promise<StoredEvent[]> {
  if (batch.length === 0) return []
  const first = await seamOf(tx).takeNumbers(tx, 'events', batch.length)
  const series = await ensureSeries(tx, batch, true)
  const values: BulkValue[] = []
  for (const [index, event] of batch.entries()) pushEventRow(values, event, { seq: first + index, series: series[index] ?? Number.NaN })
  const inserted = await insertValues(tx, 'events', { columns: EVENT_COLUMNS, values, ignore: ['id'] })
  const stored = batch.map((event, index) => ({ ...event, seq: first + index }) as StoredEvent)
  if (inserted === batch.length) return stored
  const kept = await tx.selectFrom('events').select('seq').where('seq', '>=', first).execute()
  const seqs = new Set(kept.map((row) => row.seq))
  return stored.filter((event) => seqs.has(event.seq))
}

/** Events that match, the newest first unless asked otherwise. Throws Problem `query.invalid`, `cursor.invalid`. */
export function list(db: Db, filter: EventFilter, page: EventOrder): Promise<Page<StoredEvent>> {
  return readPage(db, filter, page)
}

/**
 * Events that match and hold `text` (any case) in command, path, user agent, query or address.
 * At most 100,000 rows are looked at per page; `next` goes on from there, also when nothing was found.
 */
export function search(db: Db, filter: TextFilter, page: EventOrder): Promise<TextPage> {
  return searchPage(db, filter, page)
}

/** One event by id. */
export async function get(db: Db, id: string): Promise<StoredEvent | null> {
  const row = await db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? fromEventRow(row) : null
}

/** Events after `seq` in seq order, at most `limit` (rows returned); only of some kinds if asked. */
export async function after(
  db: Db,
  seq: number,
  how: { limit: number; kinds?: readonly EventKindName[] | undefined },
): Promise<StoredEvent[]> {
  let query = db.selectFrom('events').selectAll().where('seq', '>', seq).orderBy('seq').limit(how.limit)
  if (how.kinds && how.kinds.length > 0) query = query.where('kind', 'in', how.kinds)
  return (await query.execute()).map(fromEventRow)
}

/** The greatest seq, 0 while the log is empty. */
export async function head(db: Db): Promise<number> {
  return (await db.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0
}

/** The least seq that is kept, 0 while the log is empty: where a replay starts. */
export async function tail(db: Db): Promise<number> {
  return (await db.selectFrom('events').select('seq').orderBy('seq').limit(1).executeTakeFirst())?.seq ?? 0
}

/** What sensors said they lost, at or after `since`: the sum of the counts in `events.lost`. */
export async function lostSince(db: Db, since: number): Promise<number> {
  const lost = db.selectFrom('series').select('id').where('kind', '=', 'events.lost')
  const sum = sql<number>`coalesce(sum(${seamOf(db).jsonNumber(sql.ref('facts'), '$.count')}), 0)`
  const query = db.selectFrom('events').where('series', 'in', lost).where('time', '>=', since)
  return (await query.select(sum.as('lost')).executeTakeFirstOrThrow()).lost
}
