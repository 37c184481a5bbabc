// The order of the attacker list: the keys of a page, read through the index that fits.
import type { AttackerProfile } from '@decnet/kernel'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { addressKey, networkRange } from './addresses.ts'
import { seamOf } from './dialects/dialect.ts'
import type { Db } from './tables/catalogue.ts'

/** `from` included, `to` not, on the last sighting. `ip` is an address, its beginning, or a network. `decky` is a name. */
export interface AttackerFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly tempo?: AttackerProfile['tempo'] | undefined
  readonly service?: string | undefined
  readonly decky?: string | undefined
  readonly ip?: string | undefined
  /** What to sort by, the greatest first; the last sighting when left out. */
  readonly sort?: AttackerSort | undefined
}

export type AttackerSort = 'last_seen' | 'first_seen' | 'events' | 'depth'

/** An attacker's place in the order: the greatest rank first, then the greatest uuid. */
export interface AttackerKey {
  readonly rank: number
  readonly uuid: string
}

/** What is asked of the order: keys from behind a key, at most `limit`. */
export interface AttackerAsk {
  readonly sort: AttackerSort
  readonly after: AttackerKey | null
  readonly limit: number
}

/** Up to here the attackers that a condition leaves are fetched and sorted; more are met on a walk through the order. */
const SORTED = 1000
/** The rank in depth of an attacker without a profile. */
const NO_DEPTH = -1

/** A condition: what the attacker `a` is tested for, and a query for the uuids of all that pass. */
interface Condition {
  readonly test: RawBuilder<SqlBool>
  readonly all: RawBuilder<unknown>
}

/**
 * Keys of a page. When one of the conditions leaves few attackers, those are sorted; else the order's index is walked until
 * the page is full. Conditions that leave many each and few together make that walk a long one.
 */
export async function readAttackerKeys(db: Db, filter: AttackerFilter, ask: AttackerAsk): Promise<AttackerKey[]> {
  const conditions = conditionsOf(filter)
  const few = await narrowest(db, conditions)
  const tests = conditions.filter((one) => one !== few).map((one) => one.test)
  if (few) return await sorted(db, { few, tests, ask })
  if (ask.sort !== 'depth') return await walk(db, { ...ORDERS[ask.sort], tests, ask })
  return await walkDepth(db, { tests, ask, profiled: filter.tempo !== undefined })
}

/** Of the conditions that leave few attackers the one that leaves the fewest. */
async function narrowest(db: Db, conditions: readonly Condition[]): Promise<Condition | undefined> {
  if (conditions.length === 0) return undefined
  const counts = conditions.map(({ all }, index) => {
    const some = sql`select uuid from (${all}) as found_${sql.raw(String(index))} limit ${SORTED + 1}`
    return sql`(select count(*) from (${some}) as some_${sql.raw(String(index))}) as ${sql.ref(`c${index}`)}`
  })
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(db)
  const sized = conditions.map((condition, index) => ({ condition, count: rows[0]?.[`c${index}`] ?? Number.POSITIVE_INFINITY }))
  const least = sized.reduce((best, one) => (one.count < best.count ? one : best))
  return least.count <= SORTED ? least.condition : undefined
}

const ORDERS = {
  last_seen: { rank: sql`a.last_seen`, index: 'attackers_by_last' },
  first_seen: { rank: sql`a.first_seen`, index: 'attackers_by_first' },
  // No index: it would be written for every attacker of every batch. All are looked at, and only their keys are sorted.
  events: { rank: sql`a.event_count`, index: null },
} as const

interface Walk {
  readonly tests: readonly RawBuilder<SqlBool>[]
  readonly ask: AttackerAsk
}

/** Sorts the attackers that a condition leaves. The sum keeps the order's index out of it. */
async function sorted(db: Db, { few, tests, ask }: Walk & { few: Condition }): Promise<AttackerKey[]> {
  const rank = ask.sort === 'depth' ? sql`coalesce(p.depth_rank, ${sql.lit(NO_DEPTH)})` : sql`${ORDERS[ask.sort].rank} + 0`
  const join = ask.sort === 'depth' ? sql`left join attacker_profiles as p on p.attacker_uuid = a.uuid` : sql``
  const where = [sql<SqlBool>`a.uuid in (${few.all})`, ...tests, ...behind(rank, sql`a.uuid`, ask.after)]
  const { rows } = await sql<AttackerKey>`
    select ${rank} as rank, a.uuid from attackers as a ${join}
    ${all(where)} order by ${rank} desc, a.uuid desc limit ${ask.limit}`.execute(db)
  return rows
}

async function walk(db: Db, { rank, index, tests, ask }: Walk & { rank: RawBuilder<unknown>; index: string | null }) {
  const table = index === null ? sql`attackers as a` : seamOf(db).tableVia('attackers', 'a', index)
  const where = [...tests, ...behind(rank, sql`a.uuid`, ask.after)]
  const { rows } = await sql<AttackerKey>`
    select ${rank} as rank, a.uuid from ${table} ${all(where)} order by ${rank} desc, a.uuid desc limit ${ask.limit}`.execute(db)
  return rows
}

/** Those with a profile by its index, then those without. */
async function walkDepth(db: Db, { tests, ask, profiled }: Walk & { profiled: boolean }): Promise<AttackerKey[]> {
  const { after, limit } = ask
  const found = after?.rank === NO_DEPTH ? [] : await walkProfiles(db, { tests, ask })
  if (found.length === limit || profiled) return found
  const none = sql<SqlBool>`not exists (select 1 from attacker_profiles as p where p.attacker_uuid = a.uuid)`
  const beyond = after?.rank === NO_DEPTH ? [sql<SqlBool>`a.uuid < ${after.uuid}`] : []
  const { rows } = await sql<AttackerKey>`
    select ${sql.lit(NO_DEPTH)} as rank, a.uuid from attackers as a
    ${all([none, ...tests, ...beyond])} order by a.uuid desc limit ${limit - found.length}`.execute(db)
  return [...found, ...rows]
}

async function walkProfiles(db: Db, { tests, ask }: Walk): Promise<AttackerKey[]> {
  const profiles = seamOf(db).tableVia('attacker_profiles', 'p', 'attacker_profiles_by_depth')
  const passes =
    tests.length === 0 ? [] : [sql<SqlBool>`exists (select 1 from attackers as a ${all([sql`a.uuid = p.attacker_uuid`, ...tests])})`]
  const where = [...passes, ...behind(sql`p.depth_rank`, sql`p.attacker_uuid`, ask.after)]
  const { rows } = await sql<AttackerKey>`
    select p.depth_rank as rank, p.attacker_uuid as uuid from ${profiles}
    ${all(where)} order by p.depth_rank desc, p.attacker_uuid desc limit ${ask.limit}`.execute(db)
  return rows
}

function behind(rank: RawBuilder<unknown>, uuid: RawBuilder<unknown>, after: AttackerKey | null): RawBuilder<SqlBool>[] {
  return after === null ? [] : [sql<SqlBool>`(${rank}, ${uuid}) < (${after.rank}, ${after.uuid})`]
}

function all(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
}

function conditionsOf(filter: AttackerFilter): Condition[] {
  const { from, to, ip, tempo } = filter
  const conditions: Condition[] = []
  if (from !== undefined || to !== undefined) {
    const bounds = (name: string) => {
      const column = sql.ref(name)
      const lower = from === undefined ? [] : [sql<SqlBool>`${column} >= ${from}`]
      return sql.join([...lower, ...(to === undefined ? [] : [sql<SqlBool>`${column} < ${to}`])], sql` and `) as RawBuilder<SqlBool>
    }
    conditions.push({ test: bounds('a.last_seen'), all: sql`select uuid from attackers where ${bounds('last_seen')}` })
  }
  if (ip !== undefined) conditions.push({ test: inAddresses('a.', ip), all: sql`select uuid from attackers where ${inAddresses('', ip)}` })
  const touches = touchesOf(filter)
  if (touches) conditions.push(touches)
  if (tempo !== undefined) {
    conditions.push({
      test: sql`exists (select 1 from attacker_profiles as t where t.attacker_uuid = a.uuid and t.tempo = ${tempo})`,
      all: sql`select attacker_uuid as uuid from attacker_profiles where tempo = ${tempo}`,
    })
  }
  return conditions
}

function touchesOf({ service, decky }: AttackerFilter): Condition | null {
  const parts: RawBuilder<SqlBool>[] = []
  if (service !== undefined) parts.push(sql`t.service = ${service}`)
  if (decky !== undefined) parts.push(sql`t.decky = ${decky}`)
  if (parts.length === 0) return null
  return {
    test: sql`exists (select 1 from attacker_touches as t ${all([sql`t.attacker_uuid = a.uuid`, ...parts])})`,
    all: sql`select distinct t.attacker_uuid as uuid from attacker_touches as t ${all(parts)}`,
  }
}

function inAddresses(prefix: string, ip: string): RawBuilder<SqlBool> {
  if (ip.includes('/') || addressKey(ip) !== null) {
    const { first, last } = networkRange(ip)
    return sql`${sql.ref(`${prefix}ip_key`)} between ${first} and ${last}`
  }
  // Addresses hold only hex digits, dots and colons: everything that begins with `ip` lies below `ip` and a 'g'.
  const column = sql.ref(`${prefix}ip`)
  return sql`${column} >= ${ip} and ${column} < ${`${ip}g`}`
}
