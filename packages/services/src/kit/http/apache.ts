// Apache's parser of request heads with HttpProtocolOptions Strict: by whole lines, each ended by CRLF.
import { apacheHostHeader } from './apache-host.ts'
import { type ApacheTarget, apacheTarget } from './apache-uri.ts'
import { trimmed } from './blanks.ts'
import { type Fault, type Head, type Header, type HeadParser, looseHead, type Parsed } from './message.ts'

/** LimitRequestLine, LimitRequestFieldSize and their slack; LimitRequestFields; blank lines in front of a request. */
const MAX_LINE = 8191
const MAX_FIELD = 8190
const MAX_FIELDS = 100
const MAX_BLANK = 10
/** More than this of a line that does not end is not kept. */
const MAX_HELD = 16_384

/** What Apache knows beyond the head: which server the request is for. Port 0 and '' are possible. */
export interface ApacheHead extends Head {
  readonly where: ApacheTarget
  /** False while the request line was not taken apart: then nothing in it counts, not even HEAD. */
  readonly understood: boolean
  /** Host of the URI or the Host header; undefined: the server's own name. */
  readonly host: string | undefined
  readonly port: number | undefined
}

export type ApacheFault = Fault<ApacheHead>

/** A {@link HeadParser} whose heads are {@link ApacheHead}s. */
export function apacheParser(): ApacheParser {
  return new ApacheParser()
}

const NO_TARGET: ApacheTarget = { verdict: 'good', path: '', query: undefined }
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Name and value of a field; the name is '' when there is no colon. */
function fieldOf(field: string): Header {
  const colon = field.indexOf(':')
  return [field.slice(0, Math.max(0, colon)), trimmed(field.slice(colon + 1), ' \t')]
}

export class ApacheParser implements HeadParser<ApacheHead> {
  stage: HeadParser['stage'] = 'blank'
  #held: Buffer = Buffer.alloc(0)
  #overlong = false
  #blank = 0
  #line: Head | undefined
  #where: ApacheTarget = NO_TARGET
  #raw = ''
  readonly #fields: Header[] = []
  #open: string | undefined

  get partial(): ApacheHead {
    const base = this.#line ?? looseHead(this.#raw)
    const open = this.#open === undefined ? [] : [fieldOf(this.#open)]
    return {
      ...base,
      headers: [...this.#fields, ...open],
      where: this.#where,
      understood: this.#line !== undefined,
      host: this.#where.given,
      port: this.#where.port,
    }
  }

  push(bytes: Buffer): Parsed<ApacheHead> {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    for (;;) {
      const end = this.#held.indexOf(10)
      if (end < 0) return this.#wait()
      const line = this.#held.toString('latin1', 0, end)
      this.#held = this.#held.subarray(end + 1)
      const overlong = this.#overlong || line.length - 1 > MAX_LINE
      this.#overlong = false
      const ready = this.#line ? this.#header(line, overlong) : this.#request(line, overlong)
      if (ready) return ready
    }
  }

  /** No end of line yet. Nothing is refused before the line has ended, but not all of it is kept. */
  #wait(): Parsed<ApacheHead> {
    if (this.#held.length > 0 && !this.#line) this.stage = 'line'
    if (this.#held.length > MAX_HELD) {
      this.#held = this.#held.subarray(0, MAX_LINE + 2)
      this.#overlong = true
    }
    return { kind: 'more' }
  }

  #request(line: string, overlong: boolean): Parsed<ApacheHead> | undefined {
    this.#raw = line
    if (overlong) return this.#fault(414, 'request line too long')
    if (!line.endsWith('\r')) return this.#fault(400, 'bare LF')
    const text = line.slice(0, -1)
    if (text === '') return ++this.#blank > MAX_BLANK ? this.#fault(400, 'too many blank lines') : undefined
    if (text.includes('\0')) return this.#fault(400, 'NUL in the request line')
    this.stage = 'headers'
    const match = /^([^ ]+) ([^ ]+)(?: (.*)| ?)$/s.exec(text)
    const loose = looseHead(text)
    const [, method = loose.method || (/^[^\0-\x20]*/.exec(text)?.[0] ?? ''), target = loose.target, versionText = loose.versionText] =
      match ?? []
    const version = /^HTTP\/([1-9])\.(\d)$/.exec(versionText)
    if (match) this.#where = apacheTarget(method, target)
    const verb = /^[^\0-\x20]*/.exec(method)?.[0] ?? ''
    this.#line = {
      method: verb,
      target,
      versionText,
      version: version ? Number(version[1]) * 1000 + Number(version[2]) : 1000,
      headers: [],
    }
    if (!match || !TOKEN.test(method) || /[\0-\x20\x7f]/.test(text.replaceAll(' ', ''))) {
      return this.#fault(400, 'invalid request line')
    }
    if (this.#where.verdict === 'bad') return this.#fault(400, 'invalid target')
    if (versionText === '') {
      if (method !== 'GET') return this.#fault(400, 'invalid method in HTTP/0.9 request')
      this.#line = { ...this.#line, version: 9 }
      if (this.#where.verdict === 'late') return this.#fault(400, 'scheme not served')
      return { kind: 'head', head: { ...this.partial, host: this.#where.host }, rest: this.#held }
    }
    return version ? undefined : this.#fault(400, 'invalid version')
  }

  #header(line: string, overlong: boolean): Parsed<ApacheHead> | undefined {
    if (overlong) return this.#fault(400, 'header too long', { page: 'field' })
    if (!line.endsWith('\r')) return this.#fault(400, 'bare LF')
    const text = line.slice(0, -1)
    if (text.includes('\0')) return this.#fault(400, 'NUL in a header')
    if (/^[ \t]/.test(text)) {
      const more = trimmed(text, ' \t')
      if (this.#open === undefined || more === '') return this.#fault(400, 'invalid folding')
      if (this.#open.length + more.length + 1 > MAX_FIELD) return this.#fault(400, 'header too long', { page: 'field' })
      this.#open = `${this.#open} ${more}`
      return undefined
    }
    const refused = this.#closeField()
    if (refused) return refused
    if (text === '') return this.#finish()
    this.#open = text
    return undefined
  }

  /** A field is looked at once the next line shows that it does not go on. */
  #closeField(): Parsed<ApacheHead> | undefined {
    const field = this.#open
    this.#open = undefined
    if (field === undefined) return undefined
    const [name, value] = fieldOf(field)
    if (!TOKEN.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value)) return this.#fault(400, 'invalid header line')
    if (this.#fields.length >= MAX_FIELDS) return this.#fault(400, 'too many headers', { page: 'fields' })
    this.#fields.push([name, value])
    return undefined
  }

  #finish(): Parsed<ApacheHead> {
    const head: Head = { ...this.partial }
    const values = (name: string) => head.headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value)
    for (const name of new Set(head.headers.map(([given]) => given.toLowerCase()))) {
      const merged = values(name)
      if (merged.length > 1 && merged.join(', ').length > MAX_FIELD) return this.#fault(400, 'merged header too long', { page: 'field' })
    }
    const hosts = values('host')
    const lengths = values('content-length')
    const coding = values('transfer-encoding').join(', ')
    if (lengths.length > 1 || (lengths[0] !== undefined && !/^\d{1,18}$/.test(lengths[0])))
      return this.#fault(400, 'invalid Content-Length')
    if (coding !== '' && !/(?:^|, *)chunked$/i.test(coding)) return this.#fault(400, 'invalid Transfer-Encoding')
    if (hosts.length > 1 && this.#where.host === undefined) {
      // Both make one value, whose port is believed even so.
      return this.#fault(400, 'duplicate host', { head: { ...this.partial, port: apacheHostHeader(hosts.join(', ')).port } })
    }
    const named = hosts[0] === undefined || hosts[0] === '' ? undefined : apacheHostHeader(hosts[0])
    const own = this.#where.host !== undefined
    const host = own ? { name: this.#where.host, port: this.#where.port } : (named ?? { name: undefined, port: undefined })
    const full: ApacheHead = { ...this.partial, host: host.name, port: host.port }
    if (this.#where.nameless) return this.#fault(400, 'invalid target')
    if (!own && named && named.name === undefined) return this.#fault(400, 'invalid host', { head: full })
    if (head.version >= 1001 && (hosts.length === 0 || (!own && hosts[0] === ''))) return this.#fault(400, 'no host', { head: full })
    if (this.#where.verdict === 'late') return this.#fault(400, 'scheme not served', { head: full })
    return { kind: 'head', head: full, rest: this.#held }
  }

  #fault(status: number, reason: string, more: { readonly page?: string; readonly head?: ApacheHead } = {}): Parsed<ApacheHead> {
    const fault: ApacheFault = { status, reason, head: this.partial, ...more }
    return { kind: 'fault', fault, rest: this.#held }
  }
}
