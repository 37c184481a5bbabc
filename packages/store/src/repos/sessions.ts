// Sessions: one row per connection, added to as its events come in.
import type { Session } from '@decnet/kernel'
import { mergeRows } from '../bulk.ts'
import { beyond } from '../keyset.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { SessionsTable } from '../tables/sessions.ts'

/**
 * What a batch adds to a session. Counts are added; `started` is the earliest time seen; bytes are totals and the greater wins;
 * `transport`, `service`, `ended` and `close_reason` are null when the batch does not know them.
 */
export type SessionDelta = SessionsTable

/** `from` included, `to` not, on the start; `decky` is a name, `attacker` a uuid. */
export interface SessionFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly decky?: string | undefined
  readonly service?: string | undefined
  readonly attacker?: string | undefined
  readonly open?: boolean | undefined
}

/** Adds to sessions, making those that are new. Their attackers must have been added before. Additive. */
export function upsert(tx: Tx, deltas: readonly SessionDelta[]): Promise<void> {
  return mergeRows(tx, 'sessions', {
    rows: deltas,
    merge: {
      key: ['id', 'decky_id'],
      add: ['event_count', 'command_count', 'credential_count', 'file_count'],
      min: ['started'],
      max: ['bytes_in', 'bytes_out'],
      fill: ['service', 'transport', 'ended', 'close_reason'],
    },
  })
}

/** A session by its id alone; should two deckies claim the id, the one with the lesser decky id. */
export async function get(db: Db, id: string): Promise<Session | null> {
  const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).orderBy('decky_id').limit(1).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Sessions, the latest started first. */
export async function list(db: Db, filter: SessionFilter, page: PageRequest): Promise<Page<Session>> {
  const key = decodeCursor('sessions', page.cursor, ['number', 'string'])
  let query = db.selectFrom('sessions').selectAll()
  if (filter.from !== undefined) query = query.where('started', '>=', filter.from)
  if (filter.to !== undefined) query = query.where('started', '<', filter.to)
  if (filter.decky !== undefined) query = query.where('decky', '=', filter.decky)
  if (filter.service !== undefined) query = query.where('service', '=', filter.service)
  if (filter.attacker !== undefined) query = query.where('attacker_uuid', '=', filter.attacker)
  if (filter.open !== undefined) query = query.where('ended', filter.open ? 'is' : 'is not', null)
  if (key) query = query.where(beyond(['started', 'id'], key, 'desc'))
  const rows = await query
    .orderBy('started', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
  return makePage(rows, page, { list: 'sessions', key: (row) => [row.started, row.id], item: fromRow })
}

/** Sessions without an end on these deckies, the oldest first, at most `limit`. */
export async function openOn(db: Db, deckyIds: readonly string[], limit: number): Promise<Session[]> {
  if (deckyIds.length === 0) return []
  const query = db.selectFrom('sessions').selectAll().where('ended', 'is', null).where('decky_id', 'in', deckyIds)
  return (await query.orderBy('started').orderBy('id').limit(limit).execute()).map(fromRow)
}

/** How many sessions started at or after `since`. */
export async function countSince(db: Db, since: number): Promise<number> {
  const query = db.selectFrom('sessions').where('started', '>=', since)
  return (await query.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
}

function fromRow(row: SessionsTable): Session {
  return { ...row, transport: row.transport ?? 'unknown' }
}
