// Filters of the event list, looked up: which series and which attackers they mean, and how many events those have.
import { attackerId } from '@decnet/kernel'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { addressKey, networkRange } from './addresses.ts'
import { chooseSeries, type SeriesFilter, splitChoice } from './series-filter.ts'
import type { Db } from './tables/catalogue.ts'

/** Filters of the event list, as the API takes them: lists mean any of, `!` excludes. `from` included, `to` not, on the event's time. */
export interface EventFilter extends SeriesFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Uuids or addresses. */
  readonly attacker?: readonly string[] | undefined
  readonly session?: string | undefined
  readonly cidr?: string | undefined
}

/** A thing that an index can start from, and about how many events it has. */
export interface Counted<Id> {
  readonly id: Id
  readonly count: number
}

/** A filter made ready. `series` and `attackers` are null where the filter leaves them open. */
export interface ReadyFilter {
  readonly series: readonly Counted<number>[] | null
  readonly attackers: readonly Counted<string>[] | null
  /** A network with more attackers than can be listed: its condition on `attacker_uuid`, and how many events they have. */
  readonly network: { readonly condition: RawBuilder<SqlBool>; readonly count: number } | null
  readonly session: string | null
  /** Conditions that no index decides. */
  readonly rest: readonly RawBuilder<SqlBool>[]
  readonly from: number | null
  readonly to: number | null
}

/** The most attackers that are merged one by one. */
export const MERGED_ATTACKERS = 64

/** Looks a filter up; null when nothing can match. Throws Problem `query.invalid` for a network that is none. */
export async function readyFilter(db: Db, filter: EventFilter): Promise<ReadyFilter | null> {
  const series = await chooseSeries(db, filter)
  const named = splitChoice(filter.attacker)
  const wanted = filter.attacker && named.any.length > 0 ? await namedAttackers(db, named.any) : null
  const inside = filter.cidr === undefined ? null : await networkAttackers(db, filter.cidr)
  const attackers = bothOf(wanted, inside?.attackers ?? null)
  if (series?.length === 0 || attackers?.length === 0) return null
  const rest: RawBuilder<SqlBool>[] = []
  const excluded = named.none.map(toUuid)
  if (excluded.length > 0) rest.push(sql<SqlBool>`(e.attacker_uuid is null or e.attacker_uuid not in (${sql.join(excluded)}))`)
  const network = inside?.network ?? null
  // A network beside a list of attackers only thins the list out.
  if (network && attackers) rest.push(network.condition)
  return {
    series: series?.map((row) => ({ id: row.id, count: row.event_count })) ?? null,
    attackers,
    network: attackers ? null : network,
    session: filter.session ?? null,
    rest,
    from: filter.from ?? null,
    to: filter.to ?? null,
  }
}

function toUuid(attacker: string): string {
  return addressKey(attacker) === null ? attacker : attackerId(attacker)
}

async function namedAttackers(db: Db, named: readonly string[]): Promise<Counted<string>[]> {
  const uuids = [...new Set(named.map(toUuid))]
  const rows = await db.selectFrom('attackers').select(['uuid', 'event_count']).where('uuid', 'in', uuids).execute()
  return rows.map((row) => ({ id: row.uuid, count: row.event_count }))
}

async function networkAttackers(db: Db, cidr: string): Promise<Pick<ReadyFilter, 'attackers' | 'network'>> {
  const { first, last } = networkRange(cidr)
  const inside = db.selectFrom('attackers').where('ip_key', '>=', first).where('ip_key', '<=', last)
  const rows = await inside
    .select(['uuid', 'event_count'])
    .limit(MERGED_ATTACKERS + 1)
    .execute()
  if (rows.length <= MERGED_ATTACKERS) return { attackers: rows.map((row) => ({ id: row.uuid, count: row.event_count })), network: null }
  const { count } = await inside.select((eb) => eb.fn.sum<number>('event_count').as('count')).executeTakeFirstOrThrow()
  const condition = sql<SqlBool>`e.attacker_uuid in (select uuid from attackers where ip_key >= ${first} and ip_key <= ${last})`
  return { attackers: null, network: { condition, count } }
}

function bothOf(a: readonly Counted<string>[] | null, b: readonly Counted<string>[] | null): readonly Counted<string>[] | null {
  if (a === null || b === null) return a ?? b
  const kept = new Set(b.map((one) => one.id))
  return a.filter((one) => kept.has(one.id))
}
