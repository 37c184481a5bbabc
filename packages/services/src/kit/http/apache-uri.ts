// Apache's reading of a request target: which form it has, whose host it names, and the normal form of its path.
import { isIPv6 } from 'node:net'
import { strictName } from './apache-host.ts'

/** A target that was understood, or refused at once (`bad`) or once the headers are in (`late`). */
export interface ApacheTarget {
  readonly verdict: 'good' | 'bad' | 'late'
  /** The path as it came, `*` for a request about the server, '' for CONNECT. */
  readonly path: string
  readonly query: string | undefined
  /** The host that a URI names: it goes before the Host header. May be named although the target is refused. */
  readonly host?: string
  /** The same as it came: what is refused before names are compared shows it so. */
  readonly given?: string
  /** A URI that could not be taken apart: the Host header does not count either. */
  readonly nameless?: boolean
  readonly port?: number
}

const refused: ApacheTarget = { verdict: 'bad', path: '', query: undefined }

/** Takes the method too: CONNECT has a form of its own. */
export function apacheTarget(method: string, target: string): ApacheTarget {
  if (method === 'CONNECT') return authority(target)
  if (target === '*') return method === 'OPTIONS' ? { verdict: 'good', path: '*', query: undefined } : refused
  const absolute = /^([A-Za-z][A-Za-z0-9+.-]*):(\/\/[^/?#]*)?(.*)$/s.exec(target)
  const scheme = absolute?.[1]?.toLowerCase()
  const rest = absolute ? (absolute[3] ?? '') : target
  if (!absolute || absolute[2] === undefined) {
    if (absolute && !(scheme === 'http' && rest.startsWith('/'))) return refused
    return /^[/?]/.test(rest) ? split(rest, undefined) : refused
  }
  if (scheme === 'https') return split(rest, undefined)
  if (scheme !== 'http') return { ...split(rest, undefined), verdict: 'late' }
  const whole = split(rest, absolute[2].slice(2))
  return method === 'OPTIONS' && rest === '' && whole.verdict === 'good' ? { ...whole, path: '*' } : whole
}

function split(rest: string, named: string | undefined): ApacheTarget {
  const mark = rest.indexOf('?')
  const path = mark < 0 ? rest : rest.slice(0, mark)
  const target = { path: path === '' ? '/' : path, query: mark < 0 ? undefined : rest.slice(mark + 1) }
  const host = named === undefined ? undefined : authorityHost(named)
  const nameless = host !== undefined && host.name === undefined
  const port = host?.port === undefined ? {} : { port: host.port }
  if (nameless) return { ...target, ...port, nameless, verdict: 'late' }
  const verdict = rest.includes('#') || host?.user ? 'bad' : host && !host.good ? 'late' : 'good'
  return { ...target, ...(host ? { host: host.name ?? '', given: host.given ?? '' } : {}), ...port, verdict }
}

interface AuthorityHost {
  readonly name?: string
  readonly given?: string
  readonly port?: number
  readonly good: boolean
  readonly user: boolean
}

const LONG_MAX = 2n ** 63n - 1n

/** Ports wrap at 65536, as the product's 16-bit field does; behind what a C long holds all are the same. */
function wrapped(digits: string): number {
  const value = digits.length > 19 && !/^0/.test(digits) ? LONG_MAX : BigInt(digits)
  return Number((value > LONG_MAX ? LONG_MAX : value) % 65_536n)
}

function authorityHost(text: string): AuthorityHost {
  const at = text.lastIndexOf('@')
  const user = at >= 0
  const place = text.slice(at + 1)
  const match = /^(?:\[([^\]]*)\]|([^:[]*))(?::(\d*))?$/.exec(place)
  if (!match) return place.startsWith('[') ? { good: false, user } : { good: false, user, port: 0 }
  const port = match[3] ? { port: wrapped(match[3]) } : {}
  const given = match[1] ?? match[2] ?? ''
  const name = match[1] === undefined ? strictName(given) : isIPv6(given) ? given.toLowerCase() : undefined
  return { name: name ?? given, given, good: given === '' || name !== undefined, user, ...port }
}

function authority(target: string): ApacheTarget {
  const match = /^(?:\[([^\]]*)\]|([^:/]*)):(\d+)$/.exec(target)
  if (!match) return target.includes(':') ? { ...refused, port: wrapped(/:(\d*)/.exec(target)?.[1] ?? '') } : refused
  const given = (match[1] ?? match[2] ?? '').toLowerCase()
  const good = given === '' || match[1] !== undefined || strictName(given) !== undefined
  return { verdict: good ? 'good' : 'bad', path: '', query: undefined, host: given, given, port: wrapped(match[3] ?? '') }
}

/** The path with dots resolved, slashes merged and percent signs decoded (latin1), or the status that it earns. */
export function apachePath(raw: string): { readonly path: string } | { readonly status: 400 | 404 } {
  if (/%(?![0-9a-fA-F]{2})/.test(raw)) return { status: 400 }
  const plain = raw.replace(/%(?:2[dDeE]|3\d|[46][1-9a-fA-F]|[57][0-9aA]|5[fF]|7[eE])/g, (code) => {
    return String.fromCharCode(Number.parseInt(code.slice(1), 16))
  })
  const out: string[] = []
  const parts = plain.split('/').slice(1)
  for (const [index, part] of parts.entries()) {
    if (part === '..' && out.pop() === undefined) return { status: 400 }
    if (part === '.' || part === '..' || part === '') {
      if (index === parts.length - 1) out.push('')
    } else out.push(part)
  }
  const path = `/${out.join('/')}`
  if (/%(?:2[fF]|00)/.test(path)) return { status: 404 }
  return { path: path.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))) }
}

/** A decoded path as it goes into a Location header. */
export function apacheEscape(path: string): string {
  return path.replace(/[^A-Za-z0-9$\-_.+!*'(),:@&=/~;]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
