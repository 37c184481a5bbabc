// A request's body as a stream: its framing, where it ends, and what follows it.
import { ChunkReader, type ChunkRules } from './chunked.ts'
import type { Source } from './source.ts'

/** How a body is framed: its length, or chunks. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked'; readonly rules: ChunkRules }

/** How the reading of a body stands. */
export type BodyState = 'open' | 'done' | 'bad' | 'large' | 'trailer' | 'end' | 'late'

/** Hears the body's bytes, framing taken off. */
export type Hearer = (bytes: Buffer) => Promise<void>

/** Reads one body; never holds more of it than what came at once. */
export class Body {
  state: BodyState
  readonly #source: Source
  readonly #hear: Hearer
  readonly #chunks: ChunkReader | undefined
  #left: number

  constructor(source: Source, framing: Framing, hear: Hearer) {
    this.#source = source
    this.#hear = hear
    this.#chunks = framing.kind === 'chunked' ? new ChunkReader(framing.rules) : undefined
    this.#left = framing.kind === 'length' ? framing.length : 0
    this.state = framing.kind === 'none' || (framing.kind === 'length' && framing.length === 0) ? 'done' : 'open'
  }

  /** Takes in what is already here. */
  async drain(): Promise<BodyState> {
    if (this.state !== 'open' || this.#source.bytes.length === 0) return this.state
    const bytes = this.#source.take()
    if (this.#chunks) return this.#unchunk(this.#chunks, bytes)
    const part = bytes.subarray(0, this.#left)
    this.#source.bytes = bytes.subarray(part.length)
    this.#left -= part.length
    if (part.length > 0) await this.#hear(part)
    if (this.#left === 0) this.state = 'done'
    return this.state
  }

  /** Reads to the end of the body; `deadline` gives the time to wait for the next bytes. */
  async finish(deadline: () => number): Promise<BodyState> {
    await this.drain()
    while (this.state === 'open') {
      const filled = await this.#source.fill(deadline())
      if (filled !== 'data') this.state = filled
      else await this.drain()
    }
    return this.state
  }

  async #unchunk(chunks: ChunkReader, bytes: Buffer): Promise<BodyState> {
    for (const step of chunks.push(bytes)) {
      if (step.kind === 'data') await this.#hear(step.data)
      else if (step.kind === 'done') {
        this.#source.bytes = step.rest
        this.state = 'done'
      } else this.state = step.kind
    }
    return this.state
  }
}
