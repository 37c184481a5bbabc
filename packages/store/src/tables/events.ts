// The event log and what hangs directly on it: series, minute counts, and the counters that sequence numbers come from.
import type { EventKindName } from '@decnet/kernel'
import type { Generated } from 'kysely'

/** A boolean column: STRICT tables have no boolean type. */
export type Flag = 0 | 1

/** One event. `facts` is JSON text; `text` is what a text search looks at, lower case, or null. */
export interface EventsTable {
  seq: number
  id: string
  time: number
  received: number
  kind: EventKindName
  decky_id: string
  decky: string
  topology_id: string | null
  service: string | null
  session: string | null
  attacker_uuid: string | null
  peer_ip: string | null
  peer_port: number | null
  local_port: number | null
  origin: 'sensor' | 'server'
  source: string
  host: string
  clamped: Flag
  truncated: Flag
  facts: string
  text: string | null
  series: number
}

/**
 * One combination of decky, service, kind and source that ever occurred. Filters on these become a short
 * list of small integers, so that one narrow index serves every mix of them, exclusions too.
 * `event_count` guides the choice of an index; it counts re-sent events again and is no figure to show.
 */
export interface SeriesTable {
  id: Generated<number>
  key: string
  decky_id: string
  decky: string
  service: string | null
  kind: EventKindName
  source: string
  event_count: number
}

/** Events per minute and series; `minute` is milliseconds since the epoch, floored to 60,000. */
export interface MinutesTable {
  minute: number
  series: number
  count: number
}

/** The sums of {@link MinutesTable} per hour; `hour` is milliseconds since the epoch, floored to 3,600,000. */
export interface HoursTable {
  hour: number
  series: number
  count: number
}

/** One-row counters, locked by the transaction that takes numbers from them. */
export interface CountersTable {
  name: string
  value: number
}
