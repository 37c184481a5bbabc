// Bytes of one conversation with a clock beside them: what has come, and how long to wait for more.
import type { Conversation } from '../../service.ts'

export type Filled = 'data' | 'end' | 'late'

/** What has come and was not taken yet. */
export class Source {
  bytes: Buffer = Buffer.alloc(0)
  readonly #talk: Conversation
  #pending: Promise<Buffer | null> | undefined
  #ended = false

  constructor(talk: Conversation) {
    this.#talk = talk
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Waits until `deadline` (milliseconds since the epoch) for more bytes and appends them. */
  async fill(deadline: number): Promise<Filled> {
    if (this.#ended) return 'end'
    const { clock } = this.#talk
    this.#pending ??= this.#talk.chunk()
    const over = new AbortController()
    const late = clock.sleep(Math.max(0, deadline - clock.now()), over.signal).then((): 'late' => 'late')
    const got = await Promise.race([this.#pending, late])
    over.abort()
    if (got === 'late') return 'late'
    this.#pending = undefined
    if (got === null) {
      this.#ended = true
      return 'end'
    }
    this.bytes = this.bytes.length === 0 ? got : Buffer.concat([this.bytes, got])
    return 'data'
  }

  /** Takes everything that is here. */
  take(): Buffer {
    const { bytes } = this
    this.bytes = Buffer.alloc(0)
    return bytes
  }
}

/**
 * Lingering close (RFC 9112 section 9.6): our half is closed, what still comes is read and dropped,
 * so that no reset destroys the answer on its way. Ends after `quietMs` of silence or `totalMs` in all.
 */
export async function linger(
  talk: Conversation,
  source: Source,
  { quietMs, totalMs }: { quietMs: number; totalMs: number },
): Promise<void> {
  talk.end()
  const over = talk.clock.now() + totalMs
  while (!talk.signal.aborted) {
    const now = talk.clock.now()
    if (now >= over || (await source.fill(Math.min(over, now + quietMs))) !== 'data') return
    source.take()
  }
}
