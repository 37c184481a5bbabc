// Attackers: source addresses as observed, with what they touched and what the profile analyzer made of them.
import { type Attacker, type AttackerProfile, depths, stubIdentityId } from '@decnet/kernel'
import { addressKey } from '../addresses.ts'
import { type AttackerFilter, readAttackerKeys } from '../attacker-query.ts'
import { insertRows, mergeRows } from '../bulk.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { AttackerProfilesTable, AttackersTable, AttackerTouchesTable } from '../tables/attackers.ts'
import type { Db, Tx } from '../tables/catalogue.ts'

export type { AttackerFilter } from '../attacker-query.ts'

/** What a batch adds: counts are added, times widen. `touched` are deckies and services; an empty service is none. */
export interface AttackerDelta {
  readonly uuid: string
  readonly ip: string
  readonly first_seen: number
  readonly last_seen: number
  readonly event_count: number
  readonly session_count: number
  readonly touched: readonly Omit<AttackerTouchesTable, 'attacker_uuid'>[]
}

/** An attacker and its profile, null until the analyzer has looked. */
export type AttackerWithProfile = Attacker & { readonly profile: AttackerProfile | null }

/** Adds to attackers, making those that are new together with their stub identities. Additive. */
export async function upsert(tx: Tx, deltas: readonly AttackerDelta[]): Promise<void> {
  const identities = deltas.map(({ uuid }) => ({
    uuid: stubIdentityId(uuid),
    merged_into_uuid: null,
    schema_version: 1,
    kd_digraph_simhash: null,
  }))
  await insertRows(tx, 'attacker_identities', { rows: identities, ignore: ['uuid'] })
  const rows: AttackersTable[] = deltas.map(({ touched: _touched, ...delta }, index) => ({
    ...delta,
    ip_key: addressKey(delta.ip) ?? '',
    identity_uuid: identities[index]?.uuid ?? stubIdentityId(delta.uuid),
    rotation_count: 0,
    last_rotation_at: null,
  }))
  await mergeRows(tx, 'attackers', {
    rows,
    merge: { key: ['uuid'], add: ['event_count', 'session_count'], min: ['first_seen'], max: ['last_seen'] },
  })
  const touches = deltas.flatMap((delta) => delta.touched.map((touch) => ({ attacker_uuid: delta.uuid, ...touch })))
  await insertRows(tx, 'attacker_touches', { rows: touches, ignore: ['attacker_uuid', 'decky_id', 'service'] })
}

/** One attacker. */
export async function get(db: Db, uuid: string): Promise<AttackerWithProfile | null> {
  const row = await withProfile(db).where('attackers.uuid', '=', uuid).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Several attackers by uuid, in no order; those that are not there are left out. */
export async function getMany(db: Db, uuids: readonly string[]): Promise<AttackerWithProfile[]> {
  return uuids.length === 0 ? [] : (await withProfile(db).where('attackers.uuid', 'in', uuids).execute()).map(fromRow)
}

/** Attackers in the order asked for. Throws Problem `query.invalid` for a network that is none, `cursor.invalid`. */
export async function list(db: Db, filter: AttackerFilter, page: PageRequest): Promise<Page<AttackerWithProfile>> {
  const sort = filter.sort ?? 'last_seen'
  const key = decodeCursor(`attackers.${sort}`, page.cursor, ['number', 'string'])
  const after = key === null ? null : { rank: Number(key[0]), uuid: String(key[1]) }
  const keys = await readAttackerKeys(db, filter, { sort, after, limit: page.limit + 1 })
  const found = makePage(keys, page, { list: `attackers.${sort}`, key: ({ rank, uuid }) => [rank, uuid], item: ({ uuid }) => uuid })
  const rows = new Map((await getMany(db, found.items)).map((row) => [row.uuid, row]))
  return { items: found.items.flatMap((uuid) => rows.get(uuid) ?? []), next: found.next }
}

/** Attackers first and last seen at or after `since`. */
export async function countSince(db: Db, since: number): Promise<{ fresh: number; active: number }> {
  const count = async (column: 'first_seen' | 'last_seen') => {
    const query = db.selectFrom('attackers').where(column, '>=', since)
    return (await query.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
  }
  return { fresh: await count('first_seen'), active: await count('last_seen') }
}

/** A profile, or null until the analyzer has looked. */
export async function profile(db: Db, uuid: string): Promise<AttackerProfile | null> {
  const row = await db.selectFrom('attacker_profiles').selectAll().where('attacker_uuid', '=', uuid).executeTakeFirst()
  return row ? fromProfile(row) : null
}

/** Writes whole profiles over what is there, with what the analyzer needs to go on. The profile analyzer alone calls this. */
export async function putProfiles(tx: Tx, profiles: readonly (AttackerProfile & { readonly state?: string })[]): Promise<void> {
  const rows: AttackerProfilesTable[] = profiles.map((one) => ({
    ...one,
    services: JSON.stringify(one.services),
    deckies: JSON.stringify(one.deckies),
    counts: JSON.stringify(one.counts),
    depth_rank: depths.indexOf(one.depth),
    state: one.state ?? null,
  }))
  const set = ['tempo', 'tempo_reason', 'depth', 'depth_rank', 'services', 'deckies', 'counts', 'updated', 'state'] as const
  await mergeRows(tx, 'attacker_profiles', { rows, merge: { key: ['attacker_uuid'], set } })
}

/** Removes every profile: the beginning of a rebuild. */
export async function clearProfiles(tx: Tx): Promise<void> {
  await tx.deleteFrom('attacker_profiles').execute()
}

function withProfile(db: Db) {
  return db
    .selectFrom('attackers')
    .leftJoin('attacker_profiles', 'attacker_profiles.attacker_uuid', 'attackers.uuid')
    .select([
      'uuid',
      'ip',
      'identity_uuid',
      'first_seen',
      'last_seen',
      'event_count',
      'session_count',
      'rotation_count',
      'last_rotation_at',
    ])
    .select(['tempo', 'tempo_reason', 'depth', 'services', 'deckies', 'counts', 'updated'])
    .select((eb) =>
      eb
        .selectFrom('attacker_touches')
        .whereRef('attacker_touches.attacker_uuid', '=', 'attackers.uuid')
        .select((inner) => inner.fn.count<number>('decky_id').distinct().as('deckies'))
        .as('decky_count'),
    )
}

type Nullable<T> = { [Name in keyof T]: T[Name] | null }
type Joined = Omit<AttackersTable, 'ip_key'> &
  Nullable<Omit<AttackerProfilesTable, 'attacker_uuid' | 'depth_rank' | 'state'>> & { decky_count: number | null }

function fromRow(row: Joined): AttackerWithProfile {
  const { tempo, tempo_reason, depth, services, deckies, counts, updated, decky_count, ...rest } = row
  const known = tempo !== null && tempo_reason !== null && depth !== null && services !== null && deckies !== null && counts !== null
  const found = known ? { attacker_uuid: row.uuid, tempo, tempo_reason, depth, services, deckies, counts, updated: updated ?? 0 } : null
  return { ...rest, decky_count: decky_count ?? 0, profile: found === null ? null : fromProfile(found) }
}

type ProfileRow = Omit<AttackerProfilesTable, 'depth_rank' | 'state'> & { depth_rank?: number; state?: string | null }

function fromProfile(row: ProfileRow): AttackerProfile {
  const { depth_rank: _rank, state: _state, ...rest } = row
  return { ...rest, services: JSON.parse(row.services), deckies: JSON.parse(row.deckies), counts: JSON.parse(row.counts) }
}
