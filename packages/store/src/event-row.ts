// Events as rows and rows as events.
import type { StoredEvent } from '@decnet/kernel'
import type { Selectable } from 'kysely'
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

/** The row of an event. */
export function toEventRow(event: NewEvent, place: { seq: number; series: number }): EventsTable {
  return {
    seq: place.seq,
    id: event.id,
    time: event.time,
    received: event.received,
    kind: event.kind,
    decky_id: event.decky_id,
    decky: event.decky,
    topology_id: event.topology_id,
    service: event.service,
    session: event.session,
    attacker_uuid: event.attacker_uuid,
    peer_ip: event.peer_ip,
    peer_port: event.peer_port,
    local_port: event.local_port,
    origin: event.origin,
    source: event.source,
    host: event.host,
    clamped: event.clamped ? 1 : 0,
    truncated: event.truncated ? 1 : 0,
    facts: JSON.stringify(event.facts),
    text: searchText(event.facts),
    series: place.series,
  }
}

/** The event of a row. Facts were checked when they came in and are trusted here. */
export function fromEventRow(row: Selectable<EventsTable>): StoredEvent {
  const { text: _text, series: _series, clamped, truncated, facts, ...rest } = row
  const event = { ...rest, clamped: clamped === 1, ...(truncated === 1 ? { truncated: true as const } : {}), facts: JSON.parse(facts) }
  return event as StoredEvent
}
