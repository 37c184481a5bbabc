// One stream client: caught up from where it stood, then fed by the tailer, dropped when it cannot keep up.
import type { ServerResponse } from 'node:http'
import { events, findings, type Store } from '@decnet/store'
import type { Principal } from '../auth/tokens.ts'
import { eventFrame, findingFrame, operationFrame, resetFrame } from './frames.ts'
import { formatPosition, type StreamPosition } from './position.ts'
import type { ShownOperation } from '../present.ts'
import type { News } from './tailer.ts'
import type { Wish } from './wish.ts'

/** How many events a client may be behind and still be caught up. */
export const LONGEST_CATCH_UP = 100_000
const PAGE = 500

export interface ClientPorts {
  readonly out: ServerResponse
  readonly wish: Wish
  readonly principal: Principal
  readonly bufferBytes: number
  onSlow(): void
}

export class StreamClient {
  readonly principal: Principal
  readonly #ports: ClientPorts
  #position: StreamPosition
  /** Null while it is caught up; then it takes what the tailer reads. */
  #live = false
  #ended = false

  constructor(ports: ClientPorts, position: StreamPosition) {
    this.#ports = ports
    this.#position = position
    this.principal = ports.principal
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Sends what came after its position until it stands where `head()` does, then goes live in that same turn. */
  async catchUp(store: Store, head: () => StreamPosition): Promise<void> {
    this.heartbeat()
    for (;;) {
      const to = head()
      if (this.#ended) return
      if (this.#position.event >= to.event && this.#position.finding >= to.finding) {
        this.#live = true
        return
      }
      await this.#page(store, to)
      await this.#drained()
    }
  }

  async #page(store: Store, to: StreamPosition): Promise<void> {
    const [newEvents, newFindings] = await Promise.all([
      this.#position.event < to.event ? events.after(store.db, this.#position.event, { limit: PAGE }) : [],
      this.#position.finding < to.finding ? findings.after(store.db, this.#position.finding, PAGE) : [],
    ])
    // Rows committed since `to` was read belong to the next round, or to the tailer.
    const own = newEvents.filter((event) => event.seq <= to.event)
    const ownFindings = newFindings.filter((finding) => finding.seq <= to.finding)
    this.#deliver({
      events: own,
      findings: ownFindings,
      to: {
        event: own.length < PAGE ? to.event : (own.at(-1)?.seq ?? to.event),
        finding: ownFindings.length < PAGE ? to.finding : (ownFindings.at(-1)?.seq ?? to.finding),
      },
    })
  }

  /** What the tailer read. Passed over while the client is still being caught up. */
  take(news: News): void {
    if (this.#live) this.#deliver(news)
  }

  takeOperation(topic: string, operation: ShownOperation): void {
    if (this.#ports.wish.operation(topic)) this.#write(operationFrame(operation))
  }

  /** A sign of life that also moves the resume point past what this client did not ask for. */
  heartbeat(): void {
    this.#write(`id: ${formatPosition(this.#position)}\n: heartbeat\n\n`)
  }

  /** Ends it, with a `reset` frame when `reason` is given. */
  end(reason?: string): void {
    if (this.#ended) return
    this.#ended = true
    const { out } = this.#ports
    if (!out.destroyed) out.end(reason === undefined ? '' : resetFrame(reason))
  }

  /** Ends it now: what is not sent yet is lost to this connection. */
  cut(): void {
    this.end()
    if (this.#ports.out.writableLength > 0) this.#ports.out.destroy()
  }

  #deliver(news: News): void {
    const { wish } = this.#ports
    let { event, finding } = this.#position
    let text = ''
    for (const one of news.events) {
      event = one.seq
      if (wish.event(one)) text += `id: ${event}.${finding}\n${eventFrame(one)}`
    }
    event = news.to.event
    for (const one of news.findings) {
      finding = one.seq
      if (wish.finding(one)) text += `id: ${event}.${finding}\n${findingFrame(one)}`
    }
    this.#position = news.to
    if (text !== '') this.#write(text)
  }

  #write(text: string): void {
    const { out, bufferBytes, onSlow } = this.#ports
    if (this.#ended) return
    if (out.writableLength > bufferBytes) {
      onSlow()
      this.end('This client reads too slowly; read the lists again')
      return
    }
    out.write(text)
  }

  async #drained(): Promise<void> {
    const { out } = this.#ports
    if (out.writableNeedDrain && !this.#ended) {
      await new Promise<void>((resolve) => {
        const done = () => {
          out.off('drain', done)
          out.off('close', done)
          resolve()
        }
        out.on('drain', done)
        out.on('close', done)
      })
    }
    if (out.destroyed) this.#ended = true
  }
}
