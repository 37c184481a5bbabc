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

/** A query for the (time, seq) keys of a page. */
export type KeysQuery = (ask: KeysAsk) => RawBuilder<{ time: number; seq: number }>

/**
 * Plans a page: walk the whole time index and pass over what does not match, or merge the stretches of the matching series
 * or attackers. The estimates take matches as spread evenly; where they are not, the walk over the narrow time index
 * bounds the loss. `limit` is what a page needs, `total` about how many events there are.
 */
export function planKeys(db: Db, filter: ReadyFilter, size: { limit: number; total: number }): KeysQuery {
  const branches = chooseBranches(filter, size)
  const bounds: RawBuilder<SqlBool>[] = []
  if (filter.from !== null) bounds.push(sql<SqlBool>`e.time >= ${filter.from}`)
  if (filter.to !== null) bounds.push(sql<SqlBool>`e.time < ${filter.to}`)
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
    const merged = parts.map((part, index) => sql`select time, seq from (${part}) as ${sql.ref(`part_${index}`)}`)
    return sql`select time, seq from (${sql.join(merged, sql` union all `)}) as merged order by time ${way}, seq ${way} limit ${limit}`
  }
}

/** The bare comparison on time lets the index start there; the second part settles equal times. */
function continuation([time, seq]: readonly [number, number], direction: 'asc' | 'desc'): RawBuilder<SqlBool> {
  return direction === 'desc'
    ? sql<SqlBool>`e.time <= ${time} and (e.time < ${time} or e.seq < ${seq})`
    : sql<SqlBool>`e.time >= ${time} and (e.time > ${time} or e.seq > ${seq})`
}

function chooseBranches(filter: ReadyFilter, size: { limit: number; total: number }): Branch[] {
  const { series, attackers, network, session } = filter
  const ofSeries = series ? [inList(sql`e.series`, series)] : []
  const ofAttackers = attackers ? [inList(sql`e.attacker_uuid`, attackers)] : network ? [network.condition] : []
  if (session !== null)
    return [{ index: 'events_by_session', conditions: [sql<SqlBool>`e.session = ${session}`, ...ofSeries, ...ofAttackers] }]
  const share = (count: number | null) => (count === null ? 1 : Math.max(count, 1) / Math.max(size.total, count, 1))
  const seriesShare = share(series && sum(series))
  const attackerShare = share(attackers ? sum(attackers) : (network?.count ?? null))
  const needed = (of: readonly Counted<unknown>[], otherShare: number) =>
    of.reduce((cost, one) => cost + 4 + Math.min(one.count, size.limit / otherShare), 0)
  const byRow = attackers || network ? ROW_COST : 1
  const plans: { cost: number; branches: () => Branch[] }[] = [
    {
      cost:
        byRow * Math.min(size.total * seriesShare, size.limit / attackerShare) +
        Math.min(size.total, size.limit / seriesShare / attackerShare),
      branches: () => [{ index: 'events_by_time', conditions: [...ofSeries, ...ofAttackers] }],
    },
  ]
  if (series && series.length <= MERGED_SERIES) {
    const branches = () =>
      series.map((one) => ({ index: 'events_by_series', conditions: [sql<SqlBool>`e.series = ${one.id}`, ...ofAttackers] }))
    plans.push({ cost: byRow * needed(series, attackerShare), branches })
  }
  if (attackers && attackers.length <= MERGED_ATTACKERS) {
    const branches = () =>
      attackers.map((one) => ({ index: 'events_by_attacker', conditions: [sql<SqlBool>`e.attacker_uuid = ${one.id}`, ...ofSeries] }))
    plans.push({ cost: needed(attackers, seriesShare), branches })
  }
  if (network && network.count <= SORTED_EVENTS) {
    plans.push({ cost: 2 * network.count, branches: () => [{ index: 'events_by_attacker', conditions: [network.condition, ...ofSeries] }] })
  }
  return plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best)).branches()
}

function inList(column: RawBuilder<unknown>, of: readonly Counted<string | number>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${column} in (${sql.join(of.map((one) => one.id))})`
}

function sum(of: readonly Counted<unknown>[]): number {
  return of.reduce((total, one) => total + one.count, 0)
}
