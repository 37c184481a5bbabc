// What a conversation says: after what it emitted is on disk, in order, slowed by the tarpit, as fast as the peer takes it.
import type { Tarpit } from './tarpit.ts'

export interface OutletParts {
  /** Waits until everything emitted so far is written; undefined when nothing waits. */
  readonly flushed: () => Promise<void> | undefined
  readonly tarpit: Tarpit
  readonly signal: AbortSignal
  /** Sends one piece; resolves when the peer can take more, at once when it is gone. */
  readonly transmit: (piece: Uint8Array) => Promise<void> | undefined
  /** What is said is one packet, whole or not at all. */
  readonly packets: boolean
  /** Ends the sending side. */
  readonly finish: () => void
}

/** A service that has said so much to nobody does not look at its signal and would never stop. */
const RUNAWAY_SAYS = 10_000

/** The sending side of a conversation. */
export class Outlet {
  readonly #parts: OutletParts
  #tail: Promise<void> | undefined
  #finished = false
  #unheard = 0

  constructor(parts: OutletParts) {
    this.#parts = parts
  }

  /** Sends after all that was said before. Never rejects for what the peer does. */
  say(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    if (this.#finished || this.#parts.signal.aborted) return this.#unheardSay()
    if (bytes.length === 0) return Promise.resolve()
    return this.#follow(this.#deliver(bytes, this.#tail, this.#parts.flushed()))
  }

  /** Half-closes after what was said. */
  end(): void {
    if (this.#finished) return
    this.#finished = true
    void this.#follow(this.#close(this.#tail))
  }

  /** Resolves when all that was said has been handed to the network. */
  async settled(): Promise<void> {
    await this.#tail
  }

  #follow(step: Promise<void>): Promise<void> {
    this.#tail = step
    return step
  }

  async #close(before: Promise<void> | undefined): Promise<void> {
    await before
    this.#parts.finish()
  }

  async #deliver(bytes: Uint8Array, before: Promise<void> | undefined, flushed: Promise<void> | undefined): Promise<void> {
    if (before) await before
    if (flushed) await flushed
    for (const piece of this.#parts.packets ? [bytes] : this.#parts.tarpit.pieces(bytes)) {
      const held = this.#parts.tarpit.hold(this.#parts.signal)
      if (held) await held
      if (this.#parts.signal.aborted) return
      const sent = this.#parts.transmit(piece)
      if (sent) await sent
    }
  }

  async #unheardSay(): Promise<void> {
    if (++this.#unheard > RUNAWAY_SAYS) throw new Error('the service goes on talking after the end')
    // A loop that only says must leave the event loop its turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
}
