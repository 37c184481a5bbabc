// Credentials: one row per attacker, decky, service, method, principal and secret.
import type { Credential } from '@decnet/kernel'
import { mergeRows } from '../bulk.ts'
import { beyond } from '../keyset.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { Db, Tx } from '../tables/catalogue.ts'

/** What a batch adds: `tries` is added, times widen, an acceptance stays. The uuid is the caller's UUIDv5. */
export type CredentialDelta = Credential

/** `from` included, `to` not, on the last try; `decky` is a name, `attacker` a uuid. */
export interface CredentialFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly decky?: string | undefined
  readonly service?: string | undefined
  readonly attacker?: string | undefined
  readonly principal?: string | undefined
  readonly outcome?: Credential['outcome'] | undefined
}

/** Adds to credentials. Their attackers must have been added before. Additive. */
export function upsert(tx: Tx, deltas: readonly CredentialDelta[]): Promise<void> {
  return mergeRows(tx, 'credentials', {
    rows: deltas,
    // 'accepted' sorts before 'rejected', so the lesser of the two is the one that stays.
    merge: {
      key: ['uuid'],
      add: ['tries'],
      min: ['first_seen', 'outcome'],
      max: ['last_seen'],
      set: ['last_session'],
      fill: ['challenge', 'salt'],
    },
  })
}

/** One credential, its secret in clear. */
export async function get(db: Db, uuid: string): Promise<Credential | null> {
  return (await db.selectFrom('credentials').selectAll().where('uuid', '=', uuid).executeTakeFirst()) ?? null
}

/** Credentials, the last tried first, secrets in clear: masking is the API's. */
export async function list(db: Db, filter: CredentialFilter, page: PageRequest): Promise<Page<Credential>> {
  const key = decodeCursor('credentials', page.cursor, ['number', 'string'])
  let query = db.selectFrom('credentials').selectAll()
  if (filter.from !== undefined) query = query.where('last_seen', '>=', filter.from)
  if (filter.to !== undefined) query = query.where('last_seen', '<', filter.to)
  if (filter.decky !== undefined) query = query.where('decky', '=', filter.decky)
  if (filter.service !== undefined) query = query.where('service', '=', filter.service)
  if (filter.attacker !== undefined) query = query.where('attacker_uuid', '=', filter.attacker)
  if (filter.principal !== undefined) query = query.where('principal', '=', filter.principal)
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome)
  if (key) query = query.where(beyond(['last_seen', 'uuid'], key, 'desc'))
  const rows = await query
    .orderBy('last_seen', 'desc')
    .orderBy('uuid', 'desc')
    .limit(page.limit + 1)
    .execute()
  return makePage(rows, page, { list: 'credentials', key: (row) => [row.last_seen, row.uuid], item: (row) => row })
}

/** Credentials last tried at or after `since`: how many, and how many of them were ever accepted. */
export async function countSince(db: Db, since: number): Promise<{ tried: number; accepted: number }> {
  const query = db.selectFrom('credentials').where('last_seen', '>=', since).groupBy('outcome')
  const rows = await query.select((eb) => ['outcome', eb.fn.countAll<number>().as('count')]).execute()
  const count = (outcome: Credential['outcome']) => rows.find((row) => row.outcome === outcome)?.count ?? 0
  return { tried: count('accepted') + count('rejected'), accepted: count('accepted') }
}
