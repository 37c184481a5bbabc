// nginx's parser of request heads: eager, lenient about line ends, with nginx's buffers and their limits.
import { trimmed, trimmedEnd } from './blanks.ts'
import { type Head, type Header, type HeadParser, looseHead, type Parsed } from './message.ts'
import { nginxUri } from './nginx-uri.ts'
import { type LineResult, nginxRequestLine, type RequestLine } from './nginx-line.ts'

/** client_header_buffer_size, large_client_header_buffers (4 of 8 KiB), and the most headers. */
const FIRST_BUFFER = 1024
const LARGE_BUFFER = 8192
const LARGE_BUFFERS = 4
const MAX_HEADERS = 1000

/** Headers that may come once; a second one is refused. */
const ONCE = new Set([
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'if-match',
  'if-none-match',
  'if-range',
  'content-length',
  'content-range',
  'transfer-encoding',
  'expect',
  'authorization',
])

/** nginx's buffers: a line must lie in one of them as a whole; there is one small and four large. */
class Buffers {
  #size = FIRST_BUFFER
  #used = 0
  #large = 0

  /** False when there is no room for a line of that many bytes. */
  place(bytes: number): boolean {
    if (bytes > LARGE_BUFFER) return false
    if (this.#used + bytes <= this.#size) {
      this.#used += bytes
      return true
    }
    // A line that starts at the very end of a full buffer starts that buffer again.
    if (this.#used < this.#size || bytes > this.#size) {
      if (this.#large === LARGE_BUFFERS) return false
      this.#large++
      this.#size = LARGE_BUFFER
    }
    this.#used = bytes
    return true
  }
}

type HeaderLine = { readonly kind: 'header'; readonly header: Header | undefined } | { readonly kind: 'end' } | { readonly kind: 'bad' }

/** A header line without its LF. `undefined` is a name that nginx drops silently (underscores, odd characters). */
function headerLine(line: string, lenient: boolean): HeaderLine {
  const text = trimmedEnd(line, '\r')
  if (text === '') return line.length <= 1 ? { kind: 'end' } : { kind: 'bad' }
  const match = /^([^\0-\x20\x7f:]+)(?::([^\0]*))?$/s.exec(text)
  if (!match || text.includes('\r')) return lenient && !/[\0\r]/.test(text) ? { kind: 'header', header: undefined } : { kind: 'bad' }
  const [, name = '', value = ''] = match
  return { kind: 'header', header: /^[A-Za-z0-9-]+$/.test(name) ? [name, trimmed(value, ' ')] : undefined }
}

/** True when this start of a line is wrong already. */
function headerDoomed(start: string): boolean {
  const name = /^[^:\r]*/.exec(start)?.[0] ?? ''
  // biome-ignore format: the classes are nginx's
  return /[\0-\x20\x7f]/.test(name) || start.startsWith(':') || start.includes('\0') || /\r[^\r]/.test(start)
}

/** A parser for one request. `lenient`: as before 1.21.1, when blanks and control characters in a header's name dropped only that header. */
export function nginxParser({ lenient = false } = {}): HeadParser {
  return new NginxParser(lenient)
}

class NginxParser implements HeadParser {
  stage: HeadParser['stage'] = 'blank'
  readonly #buffers = new Buffers()
  readonly #headers: Header[] = []
  readonly #seen = new Set<string>()
  #held: Buffer = Buffer.alloc(0)
  #line: RequestLine | undefined
  #count = 0
  readonly #lenient: boolean

  constructor(lenient: boolean) {
    this.#lenient = lenient
  }

  get partial(): Head {
    if (!this.#line) return looseHead(this.#held.toString('latin1', 0, 4096).replace(/^[\r\n]+/, ''))
    const { method, target, version, versionText } = this.#line
    return { method, target, version, versionText, headers: this.#headers }
  }

  push(bytes: Buffer): Parsed {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    if (!this.#line) {
      const text = this.#held.subarray(0, LARGE_BUFFER + 4096).toString('latin1')
      const result = nginxRequestLine(text)
      const ready = this.#takeLine(result, text)
      if (ready) return ready
    }
    while (this.#line) {
      const end = this.#held.indexOf(10)
      if (end < 0) return this.#unended()
      if (!this.#buffers.place(end + 1)) return this.#tooLarge()
      const line = headerLine(this.#held.toString('latin1', 0, end), this.#lenient)
      if (line.kind === 'bad') return this.#fault(400, 'invalid header line')
      this.#held = this.#held.subarray(end + 1)
      if (line.kind === 'end') return { kind: 'head', head: this.partial, rest: this.#held }
      const refused = this.#add(line.header)
      if (refused) return refused
    }
    return { kind: 'more' }
  }

  #takeLine(result: LineResult, text: string): Parsed | undefined {
    if (result.kind === 'bad') {
      const loose = this.partial
      const head = { ...loose, version: result.version, method: result.method || loose.method }
      return { kind: 'fault', fault: { status: result.status, reason: result.reason, head }, rest: this.#held }
    }
    const start = result.kind === 'line' ? result.start : Math.max(0, text.search(/[^\r\n]/))
    const length = (result.kind === 'line' ? result.end : this.#held.length) - start
    if (length > LARGE_BUFFER || (result.kind === 'more' && length === LARGE_BUFFER)) {
      return result.kind === 'more' && result.blank ? { kind: 'more' } : this.#fault(414, 'request line too long')
    }
    if (result.kind === 'more') {
      this.stage = result.blank ? 'blank' : 'line'
      if (result.blank) this.#held = Buffer.alloc(0)
      return { kind: 'more' }
    }
    this.stage = 'headers'
    this.#line = result.line
    this.#buffers.place(result.end - result.start)
    this.#held = this.#held.subarray(result.end)
    // The URI is looked at before the headers are read: a page for it knows no browser.
    if (!nginxUri(result.line.target)) return this.#fault(400, 'invalid path')
    if (result.line.host !== undefined && nginxHost(result.line.host) === undefined) return this.#fault(400, 'invalid host')
    return result.line.version < 1000 ? { kind: 'head', head: this.partial, rest: this.#held } : undefined
  }

  #unended(): Parsed {
    const text = this.#held.toString('latin1', 0, LARGE_BUFFER)
    if (!this.#lenient && headerDoomed(text)) return this.#fault(400, 'invalid header line')
    return this.#held.length >= LARGE_BUFFER ? this.#tooLarge() : { kind: 'more' }
  }

  #add(header: Header | undefined): Parsed | undefined {
    if (++this.#count > MAX_HEADERS) return this.#tooLarge()
    if (!header) return undefined
    const name = header[0].toLowerCase()
    if (this.#seen.has(name) && ONCE.has(name)) return this.#fault(400, `duplicate ${name}`)
    this.#seen.add(name)
    this.#headers.push(header)
    if (name === 'host' && nginxHost(header[1]) === undefined) return this.#fault(400, 'invalid host')
    return undefined
  }

  #tooLarge(): Parsed {
    return this.#fault(400, 'header too large', 'large')
  }

  #fault(status: number, reason: string, page?: string): Parsed {
    return { kind: 'fault', fault: { status, reason, head: this.partial, ...(page ? { page } : {}) }, rest: this.#held }
  }
}

/** The server name in a Host value or an authority, lower case, or undefined when nginx refuses it. */
export function nginxHost(value: string): string | undefined {
  if (/[\0-\x20\x7f/]/.test(value) || value.includes('..')) return undefined
  const literal = /^\[[^\]]*\]/.exec(value)?.[0]
  const name = literal ?? (value.startsWith('[') ? value : (value.split(':')[0] ?? ''))
  const host = name.endsWith('.') ? name.slice(0, -1) : name
  return host === '' ? undefined : host.toLowerCase()
}
