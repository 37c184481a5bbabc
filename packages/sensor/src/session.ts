// The session: stamps what happens on one connection, counts its bytes, and says when it began and ended.
import type { Clock, closeReasons, EventKindName, FactsOf, SensorEvent } from '@decnet/kernel'
import { encodeEvent } from './shorten.ts'
import type { Spool } from './spool.ts'

/** Which decky an event is about. */
export interface DeckyMark {
  readonly decky_id: string
  readonly decky: string
  readonly topology_id: string | null
}

/** Where an event happened; bound at accept, no fact can override it. */
export interface Scope extends DeckyMark {
  readonly service: string | null
  readonly session: string | null
  readonly peer_ip: string | null
  readonly peer_port: number | null
  readonly local_port: number | null
}

export type CloseReason = (typeof closeReasons)[number]

/** Stamps and queues one event. */
export type Report = <Kind extends EventKindName>(scope: Scope, kind: Kind, facts: FactsOf<Kind>) => void

/** What stamping needs: time, and one source of ids so that ids sort in the order of events. */
export interface StampParts {
  readonly clock: Clock
  readonly uuid: () => string
}

/** The scope of what concerns a decky as a whole. */
export function deckyScope({ decky_id, decky, topology_id }: DeckyMark): Scope {
  return { decky_id, decky, topology_id, service: null, session: null, peer_ip: null, peer_port: null, local_port: null }
}

/** The frame line of an event, at most MAX_FRAME_BYTES; undefined for facts that cannot be made to fit. */
export function stamp<Kind extends EventKindName>(
  parts: StampParts,
  scope: Scope,
  said: { readonly kind: Kind; readonly facts: FactsOf<Kind> },
): string | undefined {
  const event: Omit<SensorEvent, 'facts' | 'kind'> & { kind: Kind; facts: FactsOf<Kind> } = {
    id: parts.uuid(),
    time: parts.clock.now(),
    kind: said.kind,
    decky_id: scope.decky_id,
    decky: scope.decky,
    topology_id: scope.topology_id,
    service: scope.service,
    session: scope.session,
    peer_ip: scope.peer_ip,
    peer_port: scope.peer_port,
    local_port: scope.local_port,
    facts: said.facts,
  }
  return encodeEvent(event)
}

/** Reports into a spool. Facts too wide for any frame are a service's fault and are told as its crash. */
export function createReport(parts: StampParts & { readonly spool: Spool<DeckyMark> }): Report {
  return (scope, kind, facts) => {
    const line = stamp(parts, scope, { kind, facts })
    if (line !== undefined) {
      parts.spool.append(line, 'events', scope)
      return
    }
    const crash = stamp(parts, scope, { kind: 'conversation.crashed', facts: { error: `facts of ${kind} do not fit a frame` } })
    if (crash !== undefined) parts.spool.append(crash, 'events', scope)
  }
}

/** One connection's record. */
export class Session {
  readonly scope: Scope
  readonly #report: Report
  readonly #clock: Clock
  readonly started: number
  bytesIn = 0
  bytesOut = 0
  /** When a byte last moved, either way. */
  moved: number
  closed = false

  constructor(scope: Scope, parts: { readonly report: Report; readonly clock: Clock }) {
    this.scope = scope
    this.#report = parts.report
    this.#clock = parts.clock
    this.started = this.#clock.now()
    this.moved = this.started
  }

  heard(bytes: number): void {
    this.bytesIn += bytes
    this.moved = this.#clock.now()
  }

  said(bytes: number): void {
    this.bytesOut += bytes
    this.moved = this.#clock.now()
  }

  emit<Kind extends EventKindName>(kind: Kind, facts: FactsOf<Kind>): void {
    this.#report(this.scope, kind, facts)
  }

  /** Says the end, once. */
  close(reason: CloseReason): void {
    if (this.closed) return
    this.closed = true
    const duration = Math.max(0, this.#clock.now() - this.started)
    this.emit('connection.closed', { reason, duration_ms: duration, bytes_in: this.bytesIn, bytes_out: this.bytesOut })
  }
}
