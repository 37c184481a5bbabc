// What has been heard and not yet read: the reading half of a Conversation, over any transport.
import type { Line } from '../service.ts'

/** Bytes pushed at one end and read at the other; readers wait for what they need. */
export class Inbox {
  #store = Buffer.alloc(1024)
  #start = 0
  #end = 0
  #over = false
  #waiting: (() => void) | undefined
  readonly #ended = new AbortController()
  /** Rises with every push, read and close: for whoever waits for quiet. */
  activity = 0

  /** True while a reader waits for bytes that have not come. */
  get hungry(): boolean {
    return this.#waiting !== undefined
  }

  /** Aborts when the peer has closed. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  get length(): number {
    return this.#end - this.#start
  }

  push(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#store.set(bytes, this.#end)
    this.#end += bytes.length
    this.#wake()
  }

  unread(bytes: Uint8Array): void {
    const rest = Buffer.from(this.#store.subarray(this.#start, this.#end))
    this.#start = 0
    this.#end = 0
    this.#reserve(bytes.length + rest.length)
    this.#store.set(bytes, 0)
    this.#store.set(rest, bytes.length)
    this.#end = bytes.length + rest.length
  }

  /** The peer has closed: what is there can still be read. */
  close(): void {
    this.#over = true
    this.#ended.abort()
    this.#wake()
  }

  async line(max = 8192): Promise<Line | null> {
    let searched = 0
    for (;;) {
      const held = this.#store.subarray(this.#start, this.#end)
      const at = held.subarray(0, max + 2).indexOf(10, searched)
      const crlf = at > 0 && held[at - 1] === 13
      if (at >= 0 && at - (crlf ? 1 : 0) <= max) {
        const bytes = this.#take(at + 1).subarray(0, crlf ? at - 1 : at)
        return { bytes, end: crlf ? 'crlf' : 'lf', overlong: false }
      }
      if (held.length > max + 1 || (held.length > max && held[max] !== 13)) return { bytes: this.#take(max), end: 'none', overlong: true }
      if (this.#over)
        return held.length === 0 ? null : { bytes: this.#take(Math.min(max, held.length)), end: 'none', overlong: held.length > max }
      searched = Math.max(0, held.length)
      await this.#more()
    }
  }

  async bytes(count: number): Promise<Buffer | null> {
    while (this.length < count) {
      if (this.#over) return null
      await this.#more()
    }
    return this.#take(count)
  }

  async chunk(max = 65536): Promise<Buffer | null> {
    while (this.length === 0) {
      if (this.#over) return null
      await this.#more()
    }
    return this.#take(Math.min(max, this.length))
  }

  #take(count: number): Buffer {
    this.activity++
    const bytes = Buffer.from(this.#store.subarray(this.#start, this.#start + count))
    this.#start += count
    return bytes
  }

  #reserve(count: number): void {
    if (this.#end + count <= this.#store.length) return
    const held = this.#store.subarray(this.#start, this.#end)
    const room = Buffer.alloc(Math.max(1024, (held.length + count) * 2))
    room.set(held)
    this.#store = room
    this.#end = held.length
    this.#start = 0
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  #wake(): void {
    this.activity++
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.()
  }
}
