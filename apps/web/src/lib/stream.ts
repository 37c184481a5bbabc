// The one stream, shared by all tabs through a worker; a tab without shared workers holds its own.
import { openStream, type StreamFrame, type StreamHandle } from '@decnet/contract'

export type { StreamFrame } from '@decnet/contract'

export interface StreamStatus {
  readonly state: 'connecting' | 'streaming' | 'reconnecting' | 'closed'
  /** When the last frame or heartbeat came (milliseconds since the epoch), or null. */
  readonly sign: number | null
}

/** What the worker tells a tab. */
export type StreamNews = { readonly say: 'frame'; readonly frame: StreamFrame } | { readonly say: 'status'; readonly status: StreamStatus }
/** What a tab tells the worker. */
export type StreamWish = { readonly wish: 'start' } | { readonly wish: 'leave' }

const SIGN_EVERY_MS = 5_000

/** Holds one connection, says frames and status to whoever listens, and starts again after a refusal when asked. */
export class StreamHub {
  private handle: StreamHandle | null = null
  private lastId = ''
  private status: StreamStatus = { state: 'connecting', sign: null }
  private readonly listeners = new Set<(news: StreamNews) => void>()
  private timer: ReturnType<typeof setInterval> | undefined

  listen(listener: (news: StreamNews) => void): () => void {
    this.listeners.add(listener)
    listener({ say: 'status', status: this.status })
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.stop()
    }
  }

  start(): void {
    if (this.handle) return
    this.handle = openStream({
      baseUrl: '',
      fetch: (input, init) => fetch(input, init),
      ...(this.lastId ? { lastEventId: this.lastId } : {}),
      onFrame: (frame) => this.tell({ say: 'frame', frame }),
      onState: ({ state }) => {
        if (state === 'closed') this.letGo()
        this.setStatus(state)
      },
    })
    this.timer ??= setInterval(() => this.setStatus(this.status.state), SIGN_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.handle?.close()
    this.letGo()
    this.status = { state: 'closed', sign: null }
  }

  /** Remembers where the stream was, so that the next start goes on from there. */
  private letGo(): void {
    this.lastId = this.handle?.lastEventId() ?? this.lastId
    this.handle = null
  }

  private setStatus(state: StreamStatus['state']): void {
    this.status = { state, sign: this.handle?.lastSign() ?? this.status.sign }
    this.tell({ say: 'status', status: this.status })
  }

  private tell(news: StreamNews): void {
    for (const listener of this.listeners) listener(news)
  }
}

/** A tab's end of the stream. Returns how to leave. */
export function joinStream(listener: (news: StreamNews) => void): () => void {
  if (typeof SharedWorker === 'undefined') return joinDirect(listener)
  const worker = new SharedWorker(new URL('../workers/stream-worker.ts', import.meta.url), { type: 'module', name: 'decnet-stream' })
  let leave: () => void = () => {
    worker.port.postMessage({ wish: 'leave' } satisfies StreamWish)
    worker.port.close()
  }
  // A browser that has shared workers but cannot load this one still gets its news.
  worker.onerror = () => {
    leave = joinDirect(listener)
  }
  worker.port.onmessage = (message: MessageEvent<StreamNews>) => listener(message.data)
  worker.port.postMessage({ wish: 'start' } satisfies StreamWish)
  const onHide = () => leave()
  addEventListener('pagehide', onHide, { once: true })
  return () => {
    removeEventListener('pagehide', onHide)
    leave()
  }
}

function joinDirect(listener: (news: StreamNews) => void): () => void {
  const hub = new StreamHub()
  const leave = hub.listen(listener)
  hub.start()
  return leave
}
