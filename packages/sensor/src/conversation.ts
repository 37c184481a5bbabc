// A conversation: what a service sees of one connection, and the border where its failures end.
import type { EventKindName, FactsOf } from '@decnet/kernel'
import type { Conversation, Endpoint, Line, Sink } from '@decnet/services'
import type { Binding } from './binding.ts'
import { Captures } from './captures.ts'
import type { SensorContext } from './context.ts'
import type { Account } from './holdings.ts'
import type { Outlet } from './outlet.ts'
import type { Session } from './session.ts'

/** The reading side; datagram conversations have none and answer null. */
export interface Reader {
  line(max?: number): Promise<Line | null>
  bytes(count: number): Promise<Buffer | null>
  chunk(max?: number): Promise<Buffer | null>
  unread(bytes: Uint8Array): void
}

export interface ConversationParts {
  readonly context: SensorContext
  readonly binding: Binding
  readonly session: Session
  readonly peer: Endpoint
  readonly local: Endpoint
  readonly transport: 'tcp' | 'udp' | 'tls'
  readonly reader: Reader
  readonly outlet: Outlet
  /** What its service holds for it; to be closed when the session is. */
  readonly holding: Account
  readonly peerEnded: AbortSignal
  readonly signal: AbortSignal
  readonly reset: () => void
  /** A service broke its promise; its conversation is to end. */
  readonly fault: (error: unknown) => void
}

/** A service's fault, as opposed to anything that a peer does. */
class ServiceFault extends Error {
  override readonly name = 'ServiceFault'
}

/** The conversation of one session, and its captures (to be abandoned at its end). */
export function openConversation(parts: ConversationParts): { readonly talk: Conversation; readonly captures: Captures } {
  const { context, binding, session, reader, outlet } = parts
  const captures = new Captures({
    spool: context.spool,
    owner: binding.mark,
    uuid: context.uuid,
    fileBytes: context.limits.captureFileBytes,
    sessionBytes: context.limits.captureSessionBytes,
  })
  const talk: Conversation = {
    peer: parts.peer,
    local: parts.local,
    transport: parts.transport,
    session: session.scope.session ?? '',
    line: (max) => reader.line(max),
    bytes: (count) => reader.bytes(count),
    chunk: (max) => reader.chunk(max),
    unread: (bytes) => reader.unread(bytes),
    say: (data) => outlet.say(data),
    end: () => outlet.end(),
    reset: parts.reset,
    emit: (kind, facts) => emit(parts, kind, facts),
    capture: () => (session.closed ? lateSink(context) : captures.start()),
    shared: (make) => binding.shared.get(make),
    hold: parts.holding.hold,
    clock: context.clock,
    random: context.random,
    peerEnded: parts.peerEnded,
    signal: parts.signal,
  }
  return { talk, captures }
}

/** Facts of kinds that the manifest does not name are the service's fault: the catalogue and the pages rely on it. */
function emit<Kind extends EventKindName>(parts: ConversationParts, kind: Kind, facts: FactsOf<Kind>): void {
  const { context, binding, session } = parts
  if (!binding.service.definition.emits.includes(kind)) {
    context.counters.undeclared++
    const error = new ServiceFault(`${binding.service.definition.name} emitted ${kind}, which its manifest does not name`)
    parts.fault(error)
    throw error
  }
  if (session.closed) context.counters.late++
  else session.emit(kind, facts)
}

/** A capture begun after the session was closed keeps nothing. */
function lateSink(context: SensorContext): Sink {
  context.counters.late++
  const empty = { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', size: 0, complete: false }
  return { write: () => Promise.resolve(), close: () => Promise.resolve(empty) }
}
