// Events as rows and rows as events.
import type { StoredEvent } from '@decnet/kernel'
import type { Selectable } from 'kysely'
import type { BulkValue } from './dialects/dialect.ts'
import type { EventsTable } from './tables/events.ts'

type WithoutSeq<Event> = Event extends unknown ? Omit<Event, 'seq'> : never

/** An event on its way into the log: everything but its place there. */
export type NewEvent = WithoutSeq<StoredEvent>

/** The facts that a text search looks at, of whatever kind carries them. */
const SEARCHED = ['command', 'target', 'user_agent', 'query', 'address'] as const
/** Longest text kept for searching, in UTF-16 units: whole commands and targets, not whole bodies. */
const SEARCHED_LENGTH = 2048

/** Lower-case text to search in, or null when the facts have none. */
export function searchText(facts: Readonly<Record<string, unknown>>): string | null {
  const found: string[] = []
  for (const name of SEARCHED) {
    const value = facts[name]
    if (typeof value === 'string' && value !== '') found.push(value)
  }
  return found.length === 0 ? null : found.join('\n').slice(0, SEARCHED_LENGTH).toLowerCase()
}

/** The columns of the log, in the order of {@link pushEventRow}'s values. */
export const EVENT_COLUMNS = [
  'seq',
  'id',
  'time',
  'received',
  'kind',
  'decky_id',
  'decky',
  'topology_id',
  'service',
  'session',
  'attacker_uuid',
  'peer_ip',
  'peer_port',
  'local_port',
  'origin',
  'source',
  'host',
  'clamped',
  'truncated',
  'facts',
  'text',
  'series',
] as const satisfies readonly (keyof EventsTable)[]

/** Appends an event's values, one for each of {@link EVENT_COLUMNS}: a batch is one list, without an object for each row. */
export function pushEventRow(values: BulkValue[], event: NewEvent, place: { seq: number; series: number }): void {
  values.push(
    place.seq,
    event.id,
    event.time,
    event.received,
    event.kind,
    event.decky_id,
    event.decky,
    event.topology_id,
    event.service,
    event.session,
    event.attacker_uuid,
    event.peer_ip,
    event.peer_port,
    event.local_port,
    event.origin,
    event.source,
    event.host,
    event.clamped ? 1 : 0,
    event.truncated ? 1 : 0,
    JSON.stringify(event.facts),
    searchText(event.facts),
    place.series,
  )
}

/** A row without what only the log needs. */
export type ShownRow = Omit<Selectable<EventsTable>, 'text' | 'series'>

/** The columns of a {@link ShownRow}. */
export const SHOWN_COLUMNS = EVENT_COLUMNS.filter((column) => column !== 'text' && column !== 'series')

/** The event of a row. Facts were checked when they came in and are trusted here. Named one by one: rest and spread cost five times as much. */
export function fromEventRow(row: ShownRow): StoredEvent {
  const event = {
    seq: row.seq,
    id: row.id,
    time: row.time,
    received: row.received,
    kind: row.kind,
    decky_id: row.decky_id,
    decky: row.decky,
    topology_id: row.topology_id,
    service: row.service,
    session: row.session,
    attacker_uuid: row.attacker_uuid,
    peer_ip: row.peer_ip,
    peer_port: row.peer_port,
    local_port: row.local_port,
    origin: row.origin,
    source: row.source,
    host: row.host,
    clamped: row.clamped === 1,
    ...(row.truncated === 1 ? { truncated: true as const } : {}),
    facts: JSON.parse(row.facts),
  }
  return event as StoredEvent
}
