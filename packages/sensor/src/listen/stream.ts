// One stream connection (TCP, or TLS over it), from accept to close.
import type { Socket } from 'node:net'
import type { Binding } from '../binding.ts'
import { openConversation } from '../conversation.ts'
import type { Account } from '../holdings.ts'
import { Intake } from '../intake.ts'
import type { Live } from '../live.ts'
import { errorText } from '../log.ts'
import { Outlet } from '../outlet.ts'
import { type CloseReason, Session } from '../session.ts'
import { ruleCatches, Tarpit } from '../tarpit.ts'
import { type ListenParts, type Meeting, meetingScope } from './listener.ts'

export interface StreamParts {
  readonly listen: ListenParts
  readonly meeting: Meeting
  readonly socket: Socket
  readonly transport: 'tcp' | 'tls'
  /** Drops the connection below with a reset. */
  readonly reset: () => void
  /** Leaves the gates. */
  readonly leave: () => void
}

/** After the service has gone, the peer has this long to take what was said. */
const LINGER_MS = 30_000
/** A conversation that was stopped from outside has this long to say what it had queued. */
const STOP_MS = 500

/** A connection with its session, registered as live until it is over. */
export class Stream implements Live {
  readonly listener: string
  readonly deckyId: string
  readonly over: Promise<void>
  readonly session: Session
  readonly #parts: StreamParts
  readonly #binding: Binding
  readonly #intake: Intake
  readonly #tarpit: Tarpit
  readonly #outlet: Outlet
  readonly #holding: Account
  readonly #ended = new AbortController()
  /** Aborts when the peer has closed its sending side. */
  readonly #peerEnded = new AbortController()
  /** Aborts when the socket is gone, and when the session is closed: no timer keeps either in memory. */
  readonly #closed = { socket: new AbortController(), session: new AbortController() }
  readonly #gone: Promise<void>
  readonly #isOver: () => void
  #reason: CloseReason | undefined
  #begun = false
  #crashed = false
  #stopped = false

  constructor(parts: StreamParts) {
    const { listen, socket, meeting } = parts
    const { context } = listen
    this.#parts = parts
    this.#binding = listen.binding()
    this.listener = listen.key
    this.deckyId = this.#binding.mark.decky_id
    const over = Promise.withResolvers<void>()
    this.over = over.promise
    this.#isOver = over.resolve
    this.session = new Session(meetingScope(listen, meeting), context)
    this.#tarpit = new Tarpit({ clock: context.clock, session: this.session, port: meeting.local.port })
    this.#intake = new Intake({
      readAhead: context.limits.readAheadBytes,
      most: context.limits.heldBytes,
      total: context.held,
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      overflow: () => this.stop('bytes'),
    })
    this.#outlet = new Outlet({
      flushed: () => context.spool.flushed(),
      tarpit: this.#tarpit,
      signal: this.#ended.signal,
      packets: false,
      transmit: (piece) => this.#transmit(piece),
      finish: () => socket.end(),
    })
    this.#holding = context.holdings.peers.open(meeting.peer.ip)
    this.#gone = this.#watch(socket)
    context.live.add(this)
    context.counters.sessions++
  }

  /** Runs the service on this connection, after `opened` was emitted; never rejects. */
  async run(): Promise<void> {
    const { listen, meeting, transport } = this.#parts
    const { talk, captures } = openConversation({
      ...meeting,
      context: listen.context,
      binding: this.#binding,
      session: this.session,
      transport,
      reader: this.#intake,
      outlet: this.#outlet,
      holding: this.#holding,
      peerEnded: this.#peerEnded.signal,
      signal: this.#ended.signal,
      reset: () => this.#reset(),
      fault: (error) => this.#crash(error),
    })
    this.#begun = true
    this.retarpit()
    const served = this.#serve(talk)
    await Promise.race([served, this.#ranOut()])
    captures.abandon()
    await this.#depart()
    this.#close()
  }

  abandon(reason: CloseReason): void {
    this.#reason ??= reason
    this.#parts.socket.destroy()
    this.#close()
  }

  stop(reason: CloseReason): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#reason ??= reason
    this.#ended.abort()
    this.#intake.finish()
    const { socket, listen, reset } = this.#parts
    if (reason === 'bytes') reset()
    else socket.end()
    void listen.context.clock.sleep(STOP_MS, this.#closed.socket.signal).then(() => socket.destroy())
  }

  check(now: number): void {
    const { limits } = this.#parts.listen.context
    if (now - this.session.moved >= limits.idleMs) this.stop('idle')
    else if (now - this.session.started >= limits.totalMs) this.stop('time')
  }

  retarpit(): void {
    // Before the conversation begins nothing was opened that could enter a tarpit.
    if (!this.#begun) return
    const { listen, meeting } = this.#parts
    const rule = listen.binding().tarpit
    const caught = ruleCatches(rule, { ports: [listen.port, meeting.local.port], source: meeting.peer.ip })
    this.#tarpit.set(caught ? rule?.delay_ms : undefined)
  }

  async #serve(talk: Parameters<NonNullable<Binding['service']['module']['serve']>>[0]): Promise<void> {
    const { module, definition } = this.#binding.service
    try {
      if (!module.serve) throw new Error(`${definition.name} does not serve streams`)
      await module.serve(talk, this.#binding.host, this.#binding.options)
    } catch (error) {
      this.#crash(error)
    }
  }

  /** Resolves when the connection is gone and the service has had its time to notice. */
  async #ranOut(): Promise<void> {
    await this.#gone
    const { clock, limits } = this.#parts.listen.context
    await clock.sleep(limits.graceMs, this.#closed.session.signal)
  }

  /** Lets what was said go out, then closes as a process that ends would. */
  async #depart(): Promise<void> {
    const { socket, listen } = this.#parts
    await Promise.race([this.#outlet.settled(), this.#gone])
    this.#reason ??= 'service'
    socket.destroySoon()
    void listen.context.clock.sleep(LINGER_MS, this.#closed.socket.signal).then(() => socket.destroy())
    await this.#gone
  }

  #watch(socket: Socket): Promise<void> {
    const { limits } = this.#parts.listen.context
    socket.on('data', (bytes: Buffer) => {
      this.session.heard(bytes.length)
      if (this.session.bytesIn + this.session.bytesOut > limits.sessionBytes) this.stop('bytes')
      else this.#intake.push(bytes)
    })
    socket.on('end', () => {
      this.#reason ??= 'peer'
      this.#peerEnded.abort()
      this.#intake.finish()
    })
    // A reset is an end; 'close' follows.
    socket.on('error', () => undefined)
    return new Promise((resolve) => {
      socket.on('close', () => {
        this.#reason ??= 'peer'
        this.#peerEnded.abort()
        this.#ended.abort()
        this.#closed.socket.abort()
        this.#intake.finish()
        resolve()
      })
    })
  }

  #transmit(piece: Uint8Array): Promise<void> | undefined {
    const { socket, listen } = this.#parts
    // To nobody, but not at once: a loop that only says must leave the event loop its turn to see the close.
    if (!socket.writable) return new Promise((resolve) => setImmediate(resolve))
    this.session.said(piece.length)
    if (this.session.bytesIn + this.session.bytesOut > listen.context.limits.sessionBytes) {
      this.stop('bytes')
      return undefined
    }
    if (socket.write(piece)) return undefined
    return new Promise((resolve) => {
      const done = () => {
        socket.off('drain', done)
        socket.off('close', done)
        this.session.said(0)
        resolve()
      }
      socket.on('drain', done)
      socket.on('close', done)
    })
  }

  #reset(): void {
    this.#reason ??= 'service'
    this.#ended.abort()
    this.#intake.finish()
    this.#parts.reset()
  }

  #crash(error: unknown): void {
    if (this.#crashed) return
    this.#crashed = true
    const { context } = this.#parts.listen
    context.counters.crashed++
    context.log('a conversation crashed', { service: this.#binding.service.definition.name, error: errorText(error).slice(0, 300) })
    if (!this.session.closed) this.session.emit('conversation.crashed', { error: errorText(error).slice(0, 2000) })
    this.stop('crash')
  }

  #close(): void {
    if (this.session.closed) return
    const { leave, listen } = this.#parts
    this.#tarpit.set(undefined)
    this.session.close(this.#reason ?? 'service')
    this.#closed.session.abort()
    this.#intake.drop()
    this.#holding.close()
    listen.context.live.delete(this)
    leave()
    this.#isOver()
  }
}
