// What a peer has sent and the service has not read yet: a bounded buffer that pauses the socket.
import type { Line } from '@decnet/services'

/** Read-ahead of all conversations of a sensor together. */
export interface HeldTotal {
  bytes: number
  readonly limit: number
}

export interface IntakeParts {
  /** The most that is read ahead; a read that asks for more raises it while it waits. */
  readonly readAhead: number
  /** The most that one read may ask for. */
  readonly most: number
  readonly total: HeldTotal
  readonly pause: () => void
  readonly resume: () => void
  /** Called when this conversation holds more than its read-ahead and the sensor has none left. */
  readonly overflow: () => void
}

const EMPTY = Buffer.alloc(0)
const LF = 10
const CR = 13

/** The reading side of a conversation. One read at a time; the end is `null`, never an error. */
export class Intake {
  readonly #parts: IntakeParts
  // Bytes handed out lie before #start and are never written again: growing makes a new store.
  #store: Buffer = EMPTY
  #start = 0
  #end = 0
  #ended = false
  #dropped = false
  #paused = false
  #want = 0
  #waiting: (() => void) | undefined

  constructor(parts: IntakeParts) {
    this.#parts = parts
    this.#want = parts.readAhead
  }

  /** Bytes that are held. */
  get held(): number {
    return this.#end - this.#start
  }

  /** Takes bytes from the socket. */
  push(bytes: Buffer): void {
    if (this.#ended) return
    this.#parts.total.bytes += bytes.length
    if (this.held === 0) this.#reset(bytes)
    else {
      if (this.#end + bytes.length > this.#store.length) this.#grow(bytes.length)
      bytes.copy(this.#store, this.#end)
      this.#end += bytes.length
    }
    this.#waiting?.()
    if (this.held >= this.#want && !this.#paused) {
      this.#paused = true
      this.#parts.pause()
    }
    if (this.held > this.#parts.readAhead && this.#parts.total.bytes > this.#parts.total.limit) this.#parts.overflow()
  }

  /** No more will come. What is held can still be read. */
  finish(): void {
    this.#ended = true
    this.#waiting?.()
  }

  /** Forgets what is held. */
  drop(): void {
    this.#parts.total.bytes -= this.held
    this.#reset(EMPTY)
    this.#dropped = true
    this.finish()
  }

  line(max = 8192): Promise<Line | null> {
    return this.#read(max + 2, () => this.#takeLine(max))
  }

  bytes(count: number): Promise<Buffer | null> {
    return this.#read(count, () => {
      if (this.held >= count) return this.#take(count)
      return this.#ended ? null : undefined
    })
  }

  chunk(max = 65_536): Promise<Buffer | null> {
    return this.#read(1, () => {
      if (this.held > 0) return this.#take(Math.min(max, this.held))
      return this.#ended ? null : undefined
    })
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#dropped) return
    this.#parts.total.bytes += bytes.length
    this.#reset(Buffer.concat([bytes, this.#store.subarray(this.#start, this.#end)]))
  }

  /** Waits until `take` gives something; `room` bytes must be able to be held for that. */
  async #read<Got>(room: number, take: () => Got | undefined): Promise<Got> {
    if (this.#waiting) throw new Error('a conversation has one reader at a time')
    if (room > this.#parts.most) throw new RangeError(`a read of ${room} bytes is over the bound of ${this.#parts.most}`)
    let got = take()
    this.#want = Math.max(this.#parts.readAhead, room)
    if (got === undefined) {
      this.#flow()
      got = await new Promise<Got>((resolve) => {
        this.#waiting = () => {
          const taken = take()
          if (taken === undefined) return
          this.#waiting = undefined
          resolve(taken)
        }
      })
    }
    this.#want = this.#parts.readAhead
    this.#flow()
    return got
  }

  #flow(): void {
    if (!this.#paused || this.held >= this.#want) return
    this.#paused = false
    this.#parts.resume()
  }

  #takeLine(max: number): Line | null | undefined {
    const seen = this.#store.subarray(this.#start, this.#end)
    const at = seen.subarray(0, max + 2).indexOf(LF)
    const crlf = at > 0 && seen[at - 1] === CR
    const length = crlf ? at - 1 : at
    if (at >= 0 && length <= max) {
      const bytes = this.#take(at + 1).subarray(0, length)
      return { bytes, end: crlf ? 'crlf' : 'lf', overlong: false }
    }
    // One byte over may still be the return of a line that just fits.
    if (seen.length > max + 1 || (seen.length === max + 1 && (this.#ended || seen[max] !== CR)))
      return { bytes: this.#take(max), end: 'none', overlong: true }
    if (!this.#ended) return undefined
    return seen.length === 0 ? null : { bytes: this.#take(seen.length), end: 'none', overlong: false }
  }

  #take(count: number): Buffer {
    const bytes = this.#store.subarray(this.#start, this.#start + count)
    this.#start += count
    this.#parts.total.bytes -= count
    if (this.held === 0) this.#reset(EMPTY)
    return bytes
  }

  #reset(store: Buffer): void {
    this.#store = store
    this.#start = 0
    this.#end = store.length
  }

  #grow(more: number): void {
    const held = this.held
    const store = Buffer.allocUnsafeSlow(Math.max(1024, 2 * (held + more)))
    this.#store.copy(store, 0, this.#start, this.#end)
    this.#store = store
    this.#start = 0
    this.#end = held
  }
}
