// Clients: what the programs of attackers said or showed about themselves.
import { mergeRows } from '../bulk.ts'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { ClientsTable } from '../tables/clients.ts'

/** What a batch adds: `count` is added, times widen. The uuid is the caller's UUIDv5 over attacker, what and value. */
export type ClientDelta = ClientsTable
export type Client = ClientsTable

/** Adds to clients. Their attackers must have been added before. Additive. */
export function upsert(tx: Tx, deltas: readonly ClientDelta[]): Promise<void> {
  return mergeRows(tx, 'clients', { rows: deltas, merge: { key: ['uuid'], add: ['count'], min: ['first_seen'], max: ['last_seen'] } })
}

/** What an attacker's programs told, the last seen first, at most `limit`. */
export function ofAttacker(db: Db, attackerUuid: string, limit: number): Promise<Client[]> {
  const query = db.selectFrom('clients').selectAll().where('attacker_uuid', '=', attackerUuid)
  return query.orderBy('last_seen', 'desc').orderBy('uuid').limit(limit).execute()
}
