// Requests as Redis reads them: multibulk and inline, with its limits and its protocol errors (networking.c's behaviour).
import { integer } from './numbers.ts'

const INLINE_MAX = 64 * 1024
/** Arguments are kept up to this many bytes per request; what exceeds it is read and dropped. */
const KEPT_MAX = 8 * 1024 * 1024
const ARGUMENTS_MAX = 256 * 1024

/** What came of the bytes so far. `error` is the text behind `Protocol error: `; the connection ends with it. */
export type Request = { readonly kind: 'command'; readonly argv: readonly string[] } | { readonly kind: 'error'; readonly text: string }

export interface ParserRules {
  /** Limits tighten until the client has authenticated. */
  authenticated(): boolean
  /** The most arguments of one command. */
  readonly most: number
}

/** Takes bytes as they come and gives requests. One per connection. */
export class RequestParser {
  readonly #rules: ParserRules
  #buffer: Buffer = Buffer.alloc(0)
  #store: Buffer | undefined
  #at = 0
  #left = 0
  #bulk = -1
  #skip = 0
  #argv: string[] = []
  #kept = 0
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

  /** What is held with `bytes` behind it; room doubles, so that a long bulk in small pieces is copied a few times only. */
  #grown(held: Buffer, bytes: Buffer): Buffer {
    const end = held.length + bytes.length
    const store = this.#store
    const start = store ? held.byteOffset - store.byteOffset : 0
    if (store && start + end <= store.length) {
      store.set(bytes, start + held.length)
      return store.subarray(start, start + end)
    }
    const room = Buffer.allocUnsafe(end * 2)
    room.set(held)
    room.set(bytes, held.length)
    this.#store = room
    return room.subarray(0, end)
  }

  /** The next request, or undefined when more bytes are needed. */
  next(): Request | undefined {
    while (!this.#broken && (this.#at < this.#buffer.length || this.#bulk >= 0)) {
      const found = this.#left > 0 ? this.#multibulk() : this.#start()
      if (found === 'more') return undefined
      if (found === 'again') continue
      if (found.kind === 'error') this.#broken = true
      return found
    }
    return undefined
  }

  #start(): Request | 'more' | 'again' {
    if (this.#buffer[this.#at] !== 0x2a) return this.#inline()
    const line = this.#header('too big mbulk count string')
    if (line === 'more' || 'kind' in line) return line
    const count = integer(line.text)
    if (count === undefined || count > BigInt(this.#rules.most)) return fault('invalid multibulk length')
    if (count > 10n && !this.#rules.authenticated()) return fault('unauthenticated multibulk length')
    this.#left = Math.max(0, Number(count))
    this.#argv = []
    this.#kept = 0
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
    return { kind: 'command', argv: this.#argv }
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
    this.#skip = 0
    return undefined
  }

  /** Takes the bulk's bytes; very long ones are dropped as they come. True when it is whole. */
  #bulkBody(): boolean {
    const have = this.#buffer.length - this.#at
    const need = this.#bulk + 2 - this.#skip
    if (have >= need) {
      const end = this.#at + Math.max(0, need - 2)
      this.#keep(this.#skip > 0 ? '' : this.#buffer.toString('latin1', this.#at, end))
      this.#at += need
      this.#bulk = -1
      return true
    }
    if (this.#skip > 0 || have > KEPT_MAX) {
      if (this.#skip === 0) this.#keep(this.#buffer.toString('latin1', this.#at, this.#at + KEPT_MAX))
      this.#skip += have
      this.#at = this.#buffer.length
    }
    return false
  }

  #keep(text: string): void {
    if (this.#skip > 0) return
    const room = Math.max(0, KEPT_MAX - this.#kept)
    this.#kept += Math.min(text.length, room)
    if (this.#argv.length < ARGUMENTS_MAX) this.#argv.push(text.length > room ? text.slice(0, room) : text)
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

const SPACE = /[ \t\n\v\f\r]/
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }

/** Words of a line with the quoting of redis-cli; undefined when a quote does not close, or text follows one. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let at = 0
  for (;;) {
    while (at < line.length && SPACE.test(line[at] ?? '')) at++
    if (at >= line.length) return words
    const word = oneWord(line, at)
    if (!word) return undefined
    words.push(word.text)
    at = word.end
  }
}

function oneWord(line: string, start: number): { text: string; end: number } | undefined {
  let text = ''
  let at = start
  for (;;) {
    const letter = line[at]
    if (letter === undefined || SPACE.test(letter)) return { text, end: at }
    if (letter !== '"' && letter !== "'") {
      text += letter
      at++
      continue
    }
    const quoted = quotedPart(line, at)
    if (!quoted || (quoted.end < line.length && !SPACE.test(line[quoted.end] ?? ''))) return undefined
    return { text: text + quoted.text, end: quoted.end }
  }
}

function quotedPart(line: string, start: number): { text: string; end: number } | undefined {
  const quote = line[start]
  let text = ''
  for (let at = start + 1; at < line.length; at++) {
    const letter = line[at]
    if (letter === quote) return { text, end: at + 1 }
    const next = line[at + 1]
    if (letter !== '\\' || next === undefined) text += letter
    else if (quote === "'") {
      text += next === "'" ? "'" : letter
      if (next === "'") at++
    } else if (next === 'x' && /^[0-9a-fA-F]{2}$/.test(line.slice(at + 2, at + 4))) {
      text += String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 4), 16))
      at += 3
    } else {
      text += ESCAPED[next] ?? next
      at++
    }
  }
  return undefined
}
