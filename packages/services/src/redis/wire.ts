// Requests as Redis reads them: multibulk and inline, with its limits and its protocol errors (networking.c's behaviour).
import type { Hold } from '../service.ts'
import { integer } from './numbers.ts'
import { BLOCK, Pieces, prefixOf } from './pieces.ts'
import { splitWords } from './words.ts'

const INLINE_MAX = 64 * 1024
/** Arguments are kept up to this many bytes per request; what exceeds it is read and dropped. */
const KEPT_MAX = 8 * 1024 * 1024
const ARGUMENTS_MAX = 256 * 1024
/** What an argument costs beside its text. */
const ARGUMENT_COST = 40
/** What is kept of a request that found no room: what its event can show. */
const CUT_ARGUMENTS = 32
const CUT_ARGUMENT = 2048
/** Every connection has this for nothing; more is asked for in steps. */
const FREE = 1024
const STEP = 4096

/** A whole command. `cut` is the size of all its arguments when there was no room to keep them whole. */
export interface Command {
  readonly kind: 'command'
  readonly argv: readonly string[]
  readonly cut?: number
}

/** What came of the bytes so far. `error` is the text behind `Protocol error: `; the connection ends with it. */
export type Request = Command | { readonly kind: 'error'; readonly text: string }

export interface ParserRules {
  /** Limits tighten until the client has authenticated. */
  authenticated(): boolean
  /** The most arguments of one command. */
  readonly most: number
  /** Room for what is kept; there is always room when absent. */
  readonly hold?: Hold
}

/** Takes bytes as they come and gives requests. One per connection. */
export class RequestParser {
  readonly #rules: ParserRules
  #buffer: Buffer = Buffer.alloc(0)
  /** Our own memory below #buffer; undefined while it is the chunk that was fed. */
  #store: Buffer | undefined
  #at = 0
  #left = 0
  #bulk = -1
  /** Bytes of the bulk, and of its CRLF, that were taken already. */
  #taken = 0
  readonly #pieces = new Pieces()
  #argv: string[] = []
  #kept = 0
  #size = 0
  #cost = 0
  #held = 0
  #cut = false
  #told = false
  #broken = false

  constructor(rules: ParserRules) {
    this.#rules = rules
  }

  feed(bytes: Buffer): void {
    if (this.#broken) return
    const held = this.#buffer.subarray(this.#at)
    this.#at = 0
    if (held.length === 0) {
      this.#buffer = bytes
      this.#store = undefined
      return
    }
    this.#buffer = this.#grown(held, bytes)
  }

  /** What is held with `bytes` behind it. Only lines lie here, so doubling is of little. */
  #grown(held: Buffer, bytes: Buffer): Buffer {
    const end = held.length + bytes.length
    const store = this.#store
    const start = store ? held.byteOffset - store.byteOffset : 0
    if (store && start + end <= store.length) {
      store.set(bytes, start + held.length)
      return store.subarray(start, start + end)
    }
    const room = Buffer.allocUnsafeSlow(end * 2)
    room.set(held)
    room.set(bytes, held.length)
    this.#store = room
    return room.subarray(0, end)
  }

  /** The next request, or undefined when more bytes are needed. What the last one took is given back. */
  next(): Request | undefined {
    if (this.#told) this.#forget()
    while (!this.#broken && (this.#at < this.#buffer.length || this.#bulk >= 0)) {
      const found = this.#left > 0 ? this.#multibulk() : this.#start()
      if (found === 'again') continue
      if (found === 'more') break
      if (found.kind === 'error') this.#broken = true
      this.#told = true
      return found
    }
    if (this.#broken || this.#rest()) return undefined
    this.#broken = true
    return fault('too big inline request')
  }

  /** Keeps the beginning of a line in memory of its own size: a few bytes must not pin a chunk. False when there is no room. */
  #rest(): boolean {
    const rest = this.#buffer.subarray(this.#at)
    if (!this.#store || rest.length * 2 < this.#store.length) {
      this.#store = rest.length === 0 ? undefined : Buffer.allocUnsafeSlow(rest.length)
      this.#store?.set(rest)
      this.#buffer = this.#store ?? Buffer.alloc(0)
      this.#at = 0
    }
    if (this.#ask(0)) return true
    if (this.#left > 0) this.#shorten()
    return this.#left > 0 && rest.length <= FREE ? true : this.#ask(0)
  }

  #forget(): void {
    this.#told = false
    this.#cut = false
    this.#argv = []
    this.#kept = 0
    this.#size = 0
    this.#cost = 0
    this.#ask(0)
  }

  /** Holds as much as is kept and `more`; gives back what is not needed. False when there is no room. */
  #ask(more: number): boolean {
    const need = this.#cost + this.#pieces.room + (this.#store?.length ?? 0) + more
    const want = need <= FREE ? 0 : Math.ceil(need / STEP) * STEP
    if (want === this.#held) return true
    if (this.#rules.hold?.(want - this.#held) === false) return false
    this.#held = want
    return true
  }

  #start(): Request | 'more' | 'again' {
    if (this.#buffer[this.#at] !== 0x2a) return this.#inline()
    const line = this.#header('too big mbulk count string')
    if (line === 'more' || 'kind' in line) return line
    const count = integer(line.text)
    if (count === undefined || count > BigInt(this.#rules.most)) return fault('invalid multibulk length')
    if (count > 10n && !this.#rules.authenticated()) return fault('unauthenticated multibulk length')
    this.#left = Math.max(0, Number(count))
    return 'again'
  }

  /** The text between the mark and its CR; the byte after the CR is taken for LF, whatever it is. */
  #header(tooLong: string): { readonly text: string } | Request | 'more' {
    const held = this.#buffer.subarray(this.#at)
    let end = held.indexOf(13)
    if (end >= 0 && held.subarray(0, end).includes(0)) end = -1
    if (end < 0) return held.length > INLINE_MAX ? fault(tooLong) : 'more'
    if (end + 2 > held.length) return 'more'
    this.#at += end + 2
    return { text: held.toString('latin1', 1, end) }
  }

  #multibulk(): Request | 'more' | 'again' {
    if (this.#bulk < 0) {
      const started = this.#bulkStart()
      if (started) return started
    }
    if (!this.#bulkBody()) return 'more'
    if (--this.#left > 0) return 'again'
    return this.#cut ? { kind: 'command', argv: this.#argv, cut: this.#size } : { kind: 'command', argv: this.#argv }
  }

  #bulkStart(): Request | 'more' | undefined {
    const held = this.#buffer.subarray(this.#at)
    if (held.length === 0) return 'more'
    // The length line is looked for first, and only then is the mark checked.
    const before = this.#at
    const line = this.#header('too big bulk count string')
    if (line === 'more' || 'kind' in line) return line
    const mark = this.#buffer[before] ?? 0
    if (mark !== 0x24) return fault(`expected '$', got '${String.fromCharCode(mark)}'`)
    const length = integer(line.text)
    if (length === undefined || length < 0n || length > 536_870_912n) return fault('invalid bulk length')
    if (length > 16_384n && !this.#rules.authenticated()) return fault('unauthenticated bulk length')
    this.#bulk = Number(length)
    this.#taken = 0
    return undefined
  }

  /** Takes the bulk's bytes, as far as they are there. True when it is whole. */
  #bulkBody(): boolean {
    const have = this.#buffer.length - this.#at
    const need = this.#bulk + 2 - this.#taken
    const ready = Math.min(have, need)
    const text = this.#buffer.subarray(this.#at, this.#at + Math.min(ready, Math.max(0, need - 2)))
    this.#at += ready
    if (this.#taken > 0 || have < need) {
      this.#gather(text)
      this.#taken += ready
      if (have < need) return false
    }
    const word = this.#taken > 0 ? this.#pieces.take() : text.toString('latin1', 0, this.#cut ? CUT_ARGUMENT : text.length)
    this.#size += this.#bulk
    this.#bulk = -1
    this.#keep(word)
    return true
  }

  /** Keeps bytes of a bulk that is not whole yet, as long as there is room for them. */
  #gather(bytes: Buffer): void {
    const most = this.#cut ? CUT_ARGUMENT : Math.min(this.#bulk, KEPT_MAX - this.#kept)
    for (let at = 0; at < bytes.length && this.#pieces.length < most; ) {
      const left = most - this.#pieces.length
      if (this.#pieces.spare === 0) {
        const size = Math.min(BLOCK, left)
        if (!this.#cut && !this.#ask(size)) {
          this.#shorten()
          this.#gather(bytes.subarray(at))
          return
        }
        this.#pieces.grow(size)
      }
      at += this.#pieces.add(bytes.subarray(at, at + left))
    }
  }

  /** There is no room: from now on only what an event can show is kept of this request. */
  #shorten(): void {
    this.#cut = true
    this.#argv = this.#argv.slice(0, CUT_ARGUMENTS).map((word) => prefixOf(word, CUT_ARGUMENT))
    this.#pieces.shorten(CUT_ARGUMENT)
    this.#cost = 0
    this.#ask(0)
  }

  #keep(word: string): void {
    if (!this.#cut && !this.#ask(word.length + ARGUMENT_COST)) this.#shorten()
    if (this.#cut) {
      if (this.#argv.length < CUT_ARGUMENTS) this.#argv.push(prefixOf(word, CUT_ARGUMENT))
      return
    }
    if (this.#argv.length >= ARGUMENTS_MAX) return
    const room = Math.max(0, KEPT_MAX - this.#kept)
    const kept = word.length > room ? prefixOf(word, room) : word
    this.#kept += kept.length
    this.#cost += kept.length + ARGUMENT_COST
    this.#argv.push(kept)
  }

  #inline(): Request | 'more' | 'again' {
    const held = this.#buffer.subarray(this.#at)
    let end = held.indexOf(10)
    // Redis looks for the line's end as C text: what stands behind a NUL is not seen.
    if (end >= 0 && held.subarray(0, end).includes(0)) end = -1
    if (end < 0) return held.length > INLINE_MAX ? fault('too big inline request') : 'more'
    this.#at += end + 1
    const line = held.toString('latin1', 0, end > 0 && held[end - 1] === 13 ? end - 1 : end)
    const argv = splitWords(line)
    if (!argv) return fault('unbalanced quotes in request')
    return argv.length === 0 ? 'again' : { kind: 'command', argv }
  }
}

function fault(text: string): Request {
  return { kind: 'error', text }
}
