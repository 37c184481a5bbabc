// The one SSE stream: admits clients, shares one tailer among them, keeps them alive and counts those it drops.
import type { Bus } from '@decnet/bus'
import { type Clock, Problem, topics } from '@decnet/kernel'
import type { Store } from '@decnet/store'
import type { FastifyReply } from 'fastify'
import type { Principal, Tokens } from '../auth/tokens.ts'
import type { ApiLimits } from '../ports.ts'
import { showOperation } from '../present.ts'
import { LONGEST_CATCH_UP, StreamClient } from './client.ts'
import { resetFrame } from './frames.ts'
import { parsePosition, type StreamPosition } from './position.ts'
import { Tailer } from './tailer.ts'
import type { Wish } from './wish.ts'

const HEARTBEAT_MS = 15_000
/** How long a dropped client may take to read its `reset` before the connection is cut. */
const LINGER_MS = 5000

export interface StreamPorts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly tokens: Tokens
  readonly limits: ApiLimits
  onError(error: unknown): void
}

export interface StreamStats {
  readonly clients: number
  readonly slow_clients_dropped: number
  readonly position: StreamPosition
}

export class Stream {
  readonly #ports: StreamPorts
  readonly #clients = new Set<StreamClient>()
  readonly #over = new AbortController()
  readonly #tailer: Tailer
  #heartbeats: Promise<void> | null = null
  #slow = 0

  constructor(ports: StreamPorts) {
    this.#ports = ports
    this.#tailer = new Tailer({
      store: ports.store,
      bus: ports.bus,
      clock: ports.clock,
      onNews: (news) => {
        for (const client of this.#clients) client.take(news)
      },
      onOperation: (operation) => {
        const topic = topics.operation(operation.id, operation.state)
        const shown = showOperation(operation)
        for (const client of this.#clients) client.takeOperation(topic, shown)
      },
      onError: ports.onError,
    })
  }

  stats(): StreamStats {
    return { clients: this.#clients.size, slow_clients_dropped: this.#slow, position: this.#tailer.position }
  }

  /** Takes over `reply` and serves it until the client leaves, is dropped, or loses its right to listen. */
  async serve(
    reply: FastifyReply,
    ask: { readonly wish: Wish; readonly principal: Principal; readonly lastEventId: string | undefined },
  ): Promise<void> {
    const { store, limits, onError } = this.#ports
    if (this.#clients.size >= limits.streams) throw new Problem('rate.limited', 'Too many streams are open')
    await this.#tailer.start()
    this.#heartbeats ??= this.#beat()
    const { position, reset } = startOf(ask.lastEventId, this.#tailer.position)
    reply.hijack()
    const out = reply.raw
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) out.setHeader(name, value)
    // `close`: an ended stream must not keep its connection, or a stopping server would wait for it.
    out.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
      'x-accel-buffering': 'no',
    })
    const client = new StreamClient(
      { out, wish: ask.wish, principal: ask.principal, bufferBytes: limits.stream_buffer_bytes, onSlow: () => this.#dropSlow(out) },
      position,
    )
    this.#clients.add(client)
    out.on('close', () => {
      client.end()
      this.#clients.delete(client)
    })
    out.on('error', () => out.destroy())
    if (reset) out.write(resetFrame(reset))
    try {
      await client.catchUp(store, () => this.#tailer.position)
    } catch (error) {
      // The reply has begun, so no problem can be sent any more: the client comes back by itself.
      onError(error)
      client.end()
    }
  }

  #dropSlow(out: { destroy(): void }): void {
    this.#slow++
    void this.#ports.clock.sleep(LINGER_MS, this.#over.signal).then(() => out.destroy())
  }

  async #beat(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await this.#ports.clock.sleep(HEARTBEAT_MS, this.#over.signal)
      for (const client of this.#clients) {
        const live = await this.#ports.tokens.isLive(client.principal).catch(() => true)
        if (live) client.heartbeat()
        else client.end()
      }
    }
  }

  /** Ends every stream; who has not read what was sent is cut off and resumes elsewhere. */
  async stop(): Promise<void> {
    this.#over.abort()
    for (const client of this.#clients) client.cut()
    await this.#tailer.stop()
    await this.#heartbeats
  }
}

/** Where a client begins. One that is ahead of the log, too far behind it, or has an id of another server starts at the present. */
function startOf(lastEventId: string | undefined, head: StreamPosition): { position: StreamPosition; reset: string | null } {
  if (lastEventId === undefined || lastEventId === '') return { position: head, reset: null }
  const asked = parsePosition(lastEventId)
  if (!asked) return { position: head, reset: 'The resume id cannot be read; read the lists again' }
  if (asked.event > head.event || asked.finding > head.finding) {
    return { position: head, reset: 'The resume id is not of this log; read the lists again' }
  }
  if (head.event - asked.event > LONGEST_CATCH_UP) return { position: head, reset: 'The resume id is too old; read the lists again' }
  return { position: asked, reset: null }
}
