// nginx's reading of a request line, byte by byte: it complains at the first wrong byte, long before the line ends.

/** What the line said. `host` is that of an absolute URI. */
export interface RequestLine {
  readonly method: string
  readonly target: string
  readonly version: number
  readonly versionText: string
  readonly host?: string
}

export type LineResult =
  | { readonly kind: 'more'; readonly blank: boolean }
  | { readonly kind: 'line'; readonly line: RequestLine; readonly start: number; readonly end: number }
  | { readonly kind: 'bad'; readonly status: number; readonly reason: string; readonly version: number; readonly method: string }

const METHOD = /[A-Z_-]*/y
const SCHEME = /[A-Za-z][A-Za-z0-9+.-]*/y
const AUTHORITY = /(?:\[[A-Za-z0-9:._~!$&'()*+,;=-]*\]|[A-Za-z0-9.-]*)/y
// An address that has not ended yet.
const OPEN_ADDRESS = /\[[A-Za-z0-9:._~!$&'()*+,;=-]*$/y
const PORT = /:\d*/y
const URI = /[^\0-\x20\x7f]*/y
const VERSION = /HTTP\/([1-9]\d*)?(?:\.(\d+)?)?/y

function take(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

/** Reads the line at the start of `text` (latin1). Blank line ends in front of it are skipped. */
export function nginxRequestLine(text: string): LineResult {
  const start = text.search(/[^\r\n]/)
  if (start < 0) return { kind: 'more', blank: true }
  const method = take(METHOD, text, start)
  let at = start + method.length
  const bad = (reason: string, status = 400, version = 1000): LineResult => ({
    kind: 'bad',
    status,
    reason,
    version,
    method: text[start + method.length] === ' ' ? method : '',
  })
  if (method === '' || (at < text.length && text[at] !== ' ')) return bad('invalid method')
  at += take(/ */y, text, at).length
  if (at >= text.length) return { kind: 'more', blank: false }
  const target = targetAt(text, at)
  if (target === 'more') return { kind: 'more', blank: false }
  if (target === 'bad') return bad('invalid request line')
  at = target.end
  const uri = text.slice(target.start, at)
  const tail = versionAt(text, at)
  if (tail.kind === 'more') return { kind: 'more', blank: false }
  if (tail.kind === 'bad') return bad(tail.reason, tail.status)
  const line = { method, target: uri, version: tail.version, versionText: tail.text }
  if (tail.version < 1000 && method !== 'GET') return bad('invalid method in HTTP/0.9 request', 400, 9)
  return { kind: 'line', start, end: tail.end, line: target.host === undefined ? line : { ...line, host: target.host } }
}

type Target = { readonly start: number; readonly end: number; readonly host?: string }

function targetAt(text: string, start: number): Target | 'more' | 'bad' {
  let at = start
  let host: string | undefined
  if (text[at] !== '/') {
    const scheme = take(SCHEME, text, at)
    if (scheme === '') return 'bad'
    at += scheme.length
    const slashes = take(/:?\/{0,2}/y, text, at)
    at += slashes.length
    if (at >= text.length && slashes !== '://') return 'more'
    if (slashes !== '://') return 'bad'
    if (take(OPEN_ADDRESS, text, at) !== '') return 'more'
    host = take(AUTHORITY, text, at)
    at += host.length
    if (at >= text.length) return 'more'
    at += take(PORT, text, at).length
    if (at >= text.length) return 'more'
    if (!'/? '.includes(text[at] ?? '')) return 'bad'
  }
  at += take(URI, text, at).length
  if (at >= text.length) return 'more'
  return ' \r\n'.includes(text[at] ?? '') ? { start, end: at, ...(host === undefined ? {} : { host }) } : 'bad'
}

type Tail =
  | { readonly kind: 'more' }
  | { readonly kind: 'bad'; readonly status: number; readonly reason: string }
  | { readonly kind: 'tail'; readonly version: number; readonly text: string; readonly end: number }

function versionAt(text: string, from: number): Tail {
  const bad: Tail = { kind: 'bad', status: 400, reason: 'invalid request line' }
  const at = from + take(/ */y, text, from).length
  const rest = text.slice(at, at + 64)
  if (rest === '' || rest === '\r') return { kind: 'more' }
  const oldEnd = /^\r?\n/.exec(rest)
  if (oldEnd) return { kind: 'tail', version: 9, text: '', end: at + oldEnd[0].length }
  if (rest.length < 5 && 'HTTP/'.startsWith(rest)) return { kind: 'more' }
  VERSION.lastIndex = 0
  const match = VERSION.exec(rest)
  if (!match) return bad
  const [whole, major, minor] = match
  if (major === undefined) return rest.length === 5 ? { kind: 'more' } : bad
  if (Number(major) > 1) return { kind: 'bad', status: 505, reason: 'invalid version' }
  if (!whole.includes('.') || minor === undefined) return rest.length === whole.length ? { kind: 'more' } : bad
  // Each further digit is refused once the number so far exceeds 99.
  if (Number(minor.slice(0, -1)) > 99) return bad
  const end = /^ *\r?\n/.exec(rest.slice(whole.length))
  if (end) return { kind: 'tail', version: 1000 + Number(minor), text: whole, end: at + whole.length + end[0].length }
  return /^ *\r?$/.test(rest.slice(whole.length)) ? { kind: 'more' } : bad
}
