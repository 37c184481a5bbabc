// What listeners have in common: their shape, who may come in, and addresses as one form.
import type { Binding } from '../binding.ts'
import type { SensorContext } from '../context.ts'
import type { Scope } from '../session.ts'

export interface ListenParts {
  readonly context: SensorContext
  /** Names the listener among those of its decky. */
  readonly key: string
  readonly address: string
  /** The port to bind; 0 takes any. */
  readonly bindPort: number
  /** The port that the decky is meant to show; tarpit rules name it or the bound one. */
  readonly port: number
  /** What a conversation that begins now gets. */
  readonly binding: () => Binding
}

/** An open listener. */
export interface Listener {
  readonly port: number
  /** Takes no more connections; those that are open go on. */
  close(): void
}

/** An address as events carry it: IPv4 that came in over an IPv6 socket is IPv4. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address
}

/** Where a connection comes from and goes to. */
export interface Meeting {
  readonly peer: { readonly ip: string; readonly port: number }
  readonly local: { readonly ip: string; readonly port: number }
}

/** The scope that a session of this meeting has. */
export function meetingScope(parts: ListenParts, { peer, local }: Meeting): Scope {
  const { mark, service } = parts.binding()
  return {
    ...mark,
    service: service.definition.name,
    session: parts.context.uuid(),
    peer_ip: peer.ip,
    peer_port: peer.port,
    local_port: local.port,
  }
}

/** Enters both gates and says how to leave them; undefined, counted and told when a bound forbids it. */
export function admit(parts: ListenParts, meeting: Meeting): (() => void) | undefined {
  const { context } = parts
  const { gate } = parts.binding()
  const source = meeting.peer.ip
  const refusal = gate.check(source) ?? context.gate.check(source)
  if (refusal) {
    context.counters.refused++
    context.refusals.add(meetingScope(parts, meeting), refusal)
    return undefined
  }
  gate.enter(source)
  context.gate.enter(source)
  return () => {
    gate.leave(source)
    context.gate.leave(source)
  }
}
