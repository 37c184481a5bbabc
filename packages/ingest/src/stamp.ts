// What ingest says about an event over the sensor's head: host, decky, attacker, and a time that can be true.
import { eventKinds, type SensorEvent, type StoredMarks } from '@decnet/kernel'
import type { Source, Sources } from './addresses.ts'
import type { PoisonReason } from './read-frame.ts'

/** How far a sensor's clock may be off, in milliseconds, before its time is clamped. */
const CLOCK_TOLERANCE_MS = 5_000

/** The desired decky that an id stands for; its name and place win over what the sensor says. */
export interface KnownDecky {
  readonly id: string
  readonly name: string
  readonly topology_id: string | null
}

/** An event with all marks but its place in the log. */
export type StampedEvent = SensorEvent & Omit<StoredMarks, 'seq'>

/** Where and when an event was read. */
interface Reception {
  readonly host: string
  readonly received: number
  /**
   * The earliest moment at which this line can have been written: the last time the spool was seen at its end, or the
   * start of its incarnation. Received later than that by an outage of the server, it is still told in its own time.
   */
  readonly earliest: number
}

export type Stamping = { readonly event: StampedEvent } | { readonly refused: PoisonReason; readonly detail: string }

const NOBODY: Source = { ip: '', attackerUuid: '' }

export interface StampParts {
  readonly decky: KnownDecky | undefined
  readonly sources: Sources
  readonly reception: Reception
}

/** Stamps an event, or says why it cannot be: an unknown decky, an unreadable address. */
export function stamp(event: SensorEvent, { decky, sources, reception }: StampParts): Stamping {
  if (decky === undefined && eventKinds[event.kind].about !== 'sensor') {
    return { refused: 'unknown decky', detail: event.decky_id }
  }
  const source = event.peer_ip === null ? NOBODY : sources.of(event.peer_ip)
  if (source === null) return { refused: 'address unreadable', detail: String(event.peer_ip) }
  const time = clampTime(event.time, reception)
  const known = event.peer_ip !== null
  const stamped = {
    id: event.id,
    time,
    received: reception.received,
    kind: event.kind,
    // One text for all events of a decky, and of an attacker: it is looked up often, and kept for the whole batch.
    decky_id: decky?.id ?? event.decky_id,
    decky: decky?.name ?? '',
    topology_id: decky?.topology_id ?? null,
    service: event.service,
    session: event.session,
    attacker_uuid: known ? source.attackerUuid : null,
    peer_ip: known ? source.ip : null,
    peer_port: event.peer_port,
    local_port: event.local_port,
    origin: 'sensor' as const,
    source: 'live',
    host: reception.host,
    clamped: time !== event.time,
    facts: event.facts,
  }
  return { event: (event.truncated === true ? { ...stamped, truncated: true } : stamped) as StampedEvent }
}

/** `time` where it can be true: from when the line can first have been written until it was read, give or take the tolerance. */
function clampTime(time: number, { earliest, received }: Pick<Reception, 'earliest' | 'received'>): number {
  const low = Math.max(0, Math.min(earliest, received) - CLOCK_TOLERANCE_MS)
  return Math.min(Math.max(time, low), received + CLOCK_TOLERANCE_MS)
}
