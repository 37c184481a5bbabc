// Captured files: bytes on their way to the spool as numbered frames, closed by a sha256, under bounds.
import { createHash } from 'node:crypto'
import { type Frame, MAX_CHUNK_BYTES } from '@decnet/kernel'
import type { Sink } from '@decnet/services'
import type { DeckyMark } from './session.ts'
import type { Spool } from './spool.ts'

/** Chunks that are queued before the spool is waited for. */
const CHUNKS_AHEAD = 64

export interface CaptureParts {
  readonly spool: Spool<DeckyMark>
  readonly owner: DeckyMark
  readonly uuid: () => string
  readonly fileBytes: number
  readonly sessionBytes: number
}

/** The captures of one session. */
export class Captures {
  readonly #parts: CaptureParts
  readonly #open = new Set<Capture>()
  #left: number

  constructor(parts: CaptureParts) {
    this.#parts = parts
    this.#left = parts.sessionBytes
  }

  /** Starts a file. */
  start(): Sink {
    const capture = new Capture(this.#parts, (bytes) => this.#grant(bytes))
    this.#open.add(capture)
    return {
      write: (bytes) => capture.write(bytes),
      close: () => {
        this.#open.delete(capture)
        return capture.seal(true)
      },
    }
  }

  /** Seals what a service left open: the connection is over and nothing more will come. */
  abandon(): void {
    for (const capture of this.#open) void capture.seal(false)
    this.#open.clear()
  }

  /** How many of `bytes` the session may still capture. */
  #grant(bytes: number): number {
    const granted = Math.min(bytes, this.#left)
    this.#left -= granted
    return granted
  }
}

class Capture {
  readonly #parts: CaptureParts
  readonly #grant: (bytes: number) => number
  readonly #id: string
  readonly #hash = createHash('sha256')
  #partial: Buffer[] = []
  #partialBytes = 0
  #chunks = 0
  #size = 0
  #complete = true
  #tail: Promise<void> | undefined
  #sealed: ReturnType<Sink['close']> | undefined

  constructor(parts: CaptureParts, grant: (bytes: number) => number) {
    this.#parts = parts
    this.#grant = grant
    this.#id = parts.uuid()
  }

  /** Takes bytes after those of earlier calls. */
  write(bytes: Uint8Array): Promise<void> {
    this.#tail = this.#take(bytes, this.#tail)
    return this.#tail
  }

  seal(whole: boolean): ReturnType<Sink['close']> {
    this.#sealed ??= this.#close(whole)
    return this.#sealed
  }

  async #take(bytes: Uint8Array, before: Promise<void> | undefined): Promise<void> {
    await before
    if (this.#sealed || !this.#complete) return
    const kept = this.#grant(Math.min(bytes.length, this.#parts.fileBytes - this.#size - this.#partialBytes))
    if (kept < bytes.length) this.#complete = false
    for (let at = 0; at < kept; ) {
      const end = Math.min(kept, at + MAX_CHUNK_BYTES - this.#partialBytes)
      // A copy: the caller may use its buffer again, and a small piece must not pin a large one.
      this.#partial.push(Buffer.from(bytes.subarray(at, end)))
      this.#partialBytes += end - at
      at = end
      if (this.#partialBytes === MAX_CHUNK_BYTES && !this.#emitChunk()) return
      if (this.#chunks % CHUNKS_AHEAD === 0) await this.#parts.spool.flushed()
    }
    await this.#parts.spool.flushed()
  }

  async #close(whole: boolean): ReturnType<Sink['close']> {
    await this.#tail
    if (!whole) this.#complete = false
    if (this.#partialBytes > 0) this.#emitChunk()
    const sha256 = this.#hash.digest('hex')
    const seal = { sha256, size: this.#size, complete: this.#complete }
    this.#append({ frame: 'sealed', capture: this.#id, chunks: this.#chunks, ...seal }, 'events')
    await this.#parts.spool.flushed()
    return seal
  }

  /** Queues what has gathered; false, and no more is taken, when the spool has no room for captures. */
  #emitChunk(): boolean {
    const data = Buffer.concat(this.#partial)
    this.#partial = []
    this.#partialBytes = 0
    if (!this.#append({ frame: 'chunk', capture: this.#id, n: this.#chunks, data: data.toString('base64') }, 'captures')) {
      this.#complete = false
      return false
    }
    this.#hash.update(data)
    this.#chunks++
    this.#size += data.length
    return true
  }

  #append(frame: Frame, of: 'events' | 'captures'): boolean {
    return this.#parts.spool.append(`${JSON.stringify(frame)}\n`, of, this.#parts.owner)
  }
}
