// Which index a page of events is read through.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { seamOf } from './dialects/dialect.ts'
import type { Counted, ReadyFilter } from './event-filter.ts'
import { MERGED_ATTACKERS } from './event-filter.ts'
import type { Db } from './tables/catalogue.ts'

/** A walk over one stretch of an index, in time order. */
interface Branch {
  readonly index: string
  readonly conditions: readonly RawBuilder<SqlBool>[]
}

/** One way to read a page: stretches of an index that are merged, and about what that costs in index entries looked at. */
export interface Plan {
  readonly cost: number
  readonly branches: readonly Branch[]
}

/** What is asked of the log: keys in order, from behind a key, at most `limit`. */
export interface KeysAsk {
  readonly after: readonly [time: number, seq: number] | null
  readonly direction: 'asc' | 'desc'
  readonly limit: number
}

/** The most series that are merged one by one. */
const MERGED_SERIES = 64
/** Up to here the events of a whole network are fetched and sorted. */
const SORTED_EVENTS = 20_000
/** Reading a row costs about as much as looking at this many entries of a narrow index. */
const ROW_COST = 8

/** Finding the start of a stretch. */
const SEEK_COST = 4

/** A query for the (time, seq) keys of a page. */
export type KeysQuery = (ask: KeysAsk) => RawBuilder<{ time: number; seq: number }>

/**
 * Plans a page: walk the whole time index and pass over what does not match, or merge the stretches of the matching series
 * or attackers. The estimates take matches as spread evenly; where they are not, the walk over the narrow time index
 * bounds the loss. `limit` is what a page needs, `total` about how many events there are.
 */
export function planKeys(db: Db, filter: ReadyFilter, size: { limit: number; total: number }): KeysQuery {
  const best = candidatePlans(filter, size).reduce((least, plan) => (plan.cost < least.cost ? plan : least))
  return keysThrough(db, filter, best)
}

/** The query that reads a page's keys the way a plan says. */
export function keysThrough(db: Db, filter: ReadyFilter, plan: Plan): KeysQuery {
  const { branches } = plan
  const bounds: RawBuilder<SqlBool>[] = []
  if (filter.from !== null) bounds.push(sql<SqlBool>`e.time >= ${filter.from}`)
  if (filter.to !== null) bounds.push(sql<SqlBool>`e.time < ${filter.to}`)
  if (filter.session !== null) bounds.push(sql<SqlBool>`e.session = ${filter.session}`)
  const seam = seamOf(db)
  return ({ after, direction, limit }) => {
    const way = sql.raw(direction)
    const beyond = after ? [continuation(after, direction)] : []
    const parts = branches.map((branch) => {
      const where = [...branch.conditions, ...bounds, ...beyond, ...filter.rest]
      const condition = where.length > 0 ? sql`where ${sql.join(where, sql` and `)}` : sql``
      return sql`select e.time, e.seq from ${seam.tableVia('events', 'e', branch.index)} ${condition} order by e.time ${way}, e.seq ${way} limit ${limit}`
    })
    if (parts.length === 1 && parts[0]) return sql`${parts[0]}`
    const stretches = parts.map((part, index) => sql`select time, seq from (${part}) as ${sql.ref(`part_${index}`)}`)
    return sql`select time, seq from (${sql.join(stretches, sql` union all `)}) as merged order by time ${way}, seq ${way} limit ${limit}`
  }
}

/** The bare comparison on time lets the index start there; the second part settles equal times. */
function continuation([time, seq]: readonly [number, number], direction: 'asc' | 'desc'): RawBuilder<SqlBool> {
  return direction === 'desc'
    ? sql<SqlBool>`e.time <= ${time} and (e.time < ${time} or e.seq < ${seq})`
    : sql<SqlBool>`e.time >= ${time} and (e.time > ${time} or e.seq > ${seq})`
}

/** Every way to read a page; all give the same rows. Never empty. */
export function candidatePlans(filter: ReadyFilter, size: { limit: number; total: number }): Plan[] {
  const { series, attackers, network, session } = filter
  const ofSeries = series ? [inList(sql`e.series`, series)] : []
  const ofAttackers = attackers ? [inList(sql`e.attacker_uuid`, attackers)] : network ? [network.condition] : []
  const share = (count: number | null) => (count === null ? 1 : Math.max(count, 1) / Math.max(size.total, count, 1))
  const seriesShare = share(series && sum(series))
  const attackerShare = share(attackers ? sum(attackers) : (network?.count ?? null))
  const perRow = attackers || network ? ROW_COST : 1
  const walked = Math.min(size.total, size.limit / seriesShare / attackerShare)
  const plans: Plan[] = [
    { cost: walked + perRow * walked * seriesShare, branches: [{ index: 'events_by_time', conditions: [...ofSeries, ...ofAttackers] }] },
  ]
  if (series && series.length <= MERGED_SERIES) {
    const branches = series.map((one) => ({ index: 'events_by_series', conditions: [sql<SqlBool>`e.series = ${one.id}`, ...ofAttackers] }))
    plans.push({ cost: perRow * merged(series, size.limit / attackerShare), branches })
  }
  if (attackers && attackers.length <= MERGED_ATTACKERS) {
    const branches = attackers.map((one) => ({
      index: 'events_by_attacker',
      conditions: [sql<SqlBool>`e.attacker_uuid = ${one.id}`, ...ofSeries],
    }))
    plans.push({ cost: merged(attackers, size.limit / seriesShare), branches })
  }
  if (network && network.count <= SORTED_EVENTS) {
    plans.push({ cost: 2 * network.count, branches: [{ index: 'events_by_attacker', conditions: [network.condition, ...ofSeries] }] })
  }
  if (session !== null) {
    // One session's events are few and lie together: nothing beats them.
    plans.push({ cost: 0, branches: [{ index: 'events_by_session', conditions: [...ofSeries, ...ofAttackers] }] })
  }
  return plans
}

/** Entries looked at when stretches are merged: as many of each as the page may need, but no more than there are. */
function merged(of: readonly Counted<unknown>[], needed: number): number {
  return of.reduce((cost, one) => cost + SEEK_COST + Math.min(one.count, needed), 0)
}

function inList(column: RawBuilder<unknown>, of: readonly Counted<string | number>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${column} in (${sql.join(of.map((one) => one.id))})`
}

function sum(of: readonly Counted<unknown>[]): number {
  return of.reduce((total, one) => total + one.count, 0)
}
