// One datagram flow: packets from one peer, answered one after another, until it falls silent.
import type { Conversation } from '@decnet/services'
import type { Binding } from '../binding.ts'
import type { Captures } from '../captures.ts'
import { openConversation, type Reader } from '../conversation.ts'
import type { Account } from '../holdings.ts'
import type { Live } from '../live.ts'
import { errorText } from '../log.ts'
import { Outlet } from '../outlet.ts'
import { type CloseReason, Session } from '../session.ts'
import { ruleCatches, Tarpit } from '../tarpit.ts'
import { type ListenParts, type Meeting, meetingScope } from './listener.ts'

export interface FlowParts {
  readonly listen: ListenParts
  readonly meeting: Meeting
  /** Leaves the gates and the listener's table. */
  readonly leave: () => void
  /** Sends one packet to the peer. */
  readonly send: (packet: Uint8Array) => void
}

/** Packets that wait for their answer; more are dropped, as a full socket buffer drops them. */
const WAITING = 16

/** Datagrams are whole: there is nothing to read but the packet itself. */
const nothing: Reader = {
  line: () => Promise.resolve(null),
  bytes: () => Promise.resolve(null),
  chunk: () => Promise.resolve(null),
  unread: () => undefined,
}

/** A flow with its session, registered as live until it is over. */
export class Flow implements Live {
  readonly listener: string
  readonly deckyId: string
  readonly over: Promise<void>
  readonly #parts: FlowParts
  readonly #binding: Binding
  readonly #session: Session
  readonly #tarpit: Tarpit
  readonly #outlet: Outlet
  readonly #holding: Account
  readonly #talk: Conversation
  readonly #captures: Captures
  readonly #ended = new AbortController()
  readonly #isOver: () => void
  #work: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(parts: FlowParts) {
    const { listen, meeting } = parts
    const { context } = listen
    this.#parts = parts
    this.#binding = listen.binding()
    this.listener = listen.key
    this.deckyId = this.#binding.mark.decky_id
    const over = Promise.withResolvers<void>()
    this.over = over.promise
    this.#isOver = over.resolve
    this.#session = new Session(meetingScope(listen, meeting), context)
    this.#tarpit = new Tarpit({ clock: context.clock, session: this.#session, port: meeting.local.port })
    this.#outlet = new Outlet({
      flushed: () => context.spool.flushed(),
      tarpit: this.#tarpit,
      signal: this.#ended.signal,
      packets: true,
      transmit: (packet) => this.#transmit(packet),
      finish: () => this.stop('service'),
    })
    this.#holding = context.holdings.peers.open(meeting.peer.ip)
    const { talk, captures } = openConversation({
      ...meeting,
      context,
      binding: this.#binding,
      session: this.#session,
      transport: 'udp',
      reader: nothing,
      outlet: this.#outlet,
      holding: this.#holding,
      // Datagrams have no sending side that closes: the peer ends with the flow.
      peerEnded: this.#ended.signal,
      signal: this.#ended.signal,
      reset: () => this.stop('service'),
      fault: (error) => this.#crash(error),
    })
    this.#talk = talk
    this.#captures = captures
    context.live.add(this)
    context.counters.sessions++
    this.#session.emit('connection.opened', { transport: 'udp' })
    this.retarpit()
  }

  /** Takes one packet. */
  hear(packet: Buffer): void {
    this.#session.heard(packet.length)
    if (this.#waiting >= WAITING || this.#session.closed) return
    this.#waiting++
    this.#work = this.#work.then(() => this.#answer(packet))
  }

  stop(reason: CloseReason): void {
    if (this.#session.closed) return
    this.#ended.abort()
    this.#captures.abandon()
    this.#holding.close()
    this.#tarpit.set(undefined)
    this.#session.close(reason)
    this.#parts.listen.context.live.delete(this)
    this.#parts.leave()
    this.#isOver()
  }

  abandon(reason: CloseReason): void {
    this.stop(reason)
  }

  check(now: number): void {
    const { limits } = this.#parts.listen.context
    if (now - this.#session.moved >= limits.udpIdleMs) this.stop('idle')
    else if (now - this.#session.started >= limits.totalMs) this.stop('time')
  }

  retarpit(): void {
    const { listen, meeting } = this.#parts
    const rule = listen.binding().tarpit
    const caught = ruleCatches(rule, { ports: [listen.port, meeting.local.port], source: meeting.peer.ip })
    this.#tarpit.set(caught ? rule?.delay_ms : undefined)
  }

  async #answer(packet: Buffer): Promise<void> {
    const { module, definition } = this.#binding.service
    try {
      if (!module.answer) throw new Error(`${definition.name} does not answer datagrams`)
      const scene = { host: this.#binding.host, options: this.#binding.options }
      for (const reply of await module.answer(packet, this.#talk, scene)) await this.#outlet.say(reply)
    } catch (error) {
      this.#crash(error)
    }
    this.#waiting--
  }

  #transmit(packet: Uint8Array): undefined {
    const { limits } = this.#parts.listen.context
    if (this.#session.bytesOut + packet.length > limits.udpAnswerBytes) return
    this.#session.said(packet.length)
    this.#parts.send(packet)
  }

  #crash(error: unknown): void {
    if (this.#session.closed) return
    const { context } = this.#parts.listen
    context.counters.crashed++
    context.log('a conversation crashed', { service: this.#binding.service.definition.name, error: errorText(error).slice(0, 300) })
    this.#session.emit('conversation.crashed', { error: errorText(error).slice(0, 2000) })
    this.stop('crash')
  }
}
