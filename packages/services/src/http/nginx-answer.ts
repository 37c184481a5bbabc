// What nginx answers to a well-formed request: its phases in their order, without any reading or writing.
import { nginxCondition, rangeHolds } from '../kit/http/conditions.ts'
import { type Head, header } from '../kit/http/message.ts'
import { nginxHost } from '../kit/http/nginx.ts'
import { nginxUri } from '../kit/http/nginx-uri.ts'
import { multipart, nginxRanges, type Span } from '../kit/http/ranges.ts'
import { indexOf, type Site, type SiteFile } from '../kit/http/site.ts'
import type { Framing } from '../kit/http/body.ts'

/** What is to be said. `special` pages are nginx's own; a `file` may still become a range or a 304. */
export type NginxAnswer =
  | {
      readonly kind: 'special'
      readonly status: number
      readonly page?: string
      readonly location?: string
      readonly range?: string
      readonly hangUp?: boolean
    }
  | {
      readonly kind: 'file'
      readonly file: SiteFile
      readonly etag: string
      readonly spans: readonly Span[] | 'unsatisfiable' | undefined
      readonly unmodified: boolean
    }
  | { readonly kind: 'app'; readonly path: string; readonly query: string }

/** client_max_body_size. */
export const MAX_BODY = 1024 * 1024
const INDEX = ['index.html', 'index.htm', 'index.nginx-debian.html']

const special = (status: number): NginxAnswer => ({ kind: 'special', status })

/** How the body is framed, or the status that the framing earns. `old` versions prefer chunks to a length and do not mind both. */
export function nginxFraming(
  head: Head,
  old: boolean,
): Framing | { readonly kind: 'refused'; readonly status: number; readonly reason: string } {
  const refused = (status: number, reason: string) => ({ kind: 'refused', status, reason }) as const
  if (head.version < 1000) return { kind: 'none' }
  if (head.version > 1000 && header(head, 'host') === undefined) return refused(400, 'no host')
  const length = header(head, 'content-length')
  if (length !== undefined && (!/^\d+$/.test(length) || Number(length) > 2 ** 63 - 1)) return refused(400, 'invalid Content-Length')
  const coding = header(head, 'transfer-encoding')
  if (coding !== undefined) {
    if (head.version < 1001 && !old) return refused(400, 'Transfer-Encoding in HTTP/1.0')
    if (coding.toLowerCase() !== 'chunked') return refused(501, 'unknown Transfer-Encoding')
    if (length !== undefined && !old) return refused(400, 'Content-Length with Transfer-Encoding')
    return { kind: 'chunked', rules: { bareLf: true, maxDigits: 15, eager: true, strict: false } }
  }
  return length === undefined ? { kind: 'none' } : { kind: 'length', length: Number(length) }
}

/** True when the connection is to be kept after this request. */
export function nginxKeeps(head: Head): boolean {
  let keeps = head.version > 1000
  for (const [name, value] of head.headers) {
    if (name.toLowerCase() !== 'connection') continue
    if (/close/i.test(value)) keeps = false
    else if (/keep-alive/i.test(value)) keeps = true
  }
  return keeps
}

export interface NginxPlace {
  readonly ip: string
  readonly port: number
}

/** The answer to a head whose framing is good. */
export function nginxAnswer(head: Head, site: Site, place: NginxPlace): NginxAnswer {
  const uri = nginxUri(head.target)
  if (!uri) return special(400)
  if (head.method === 'TRACE' || head.method === 'CONNECT') return special(405)
  const length = header(head, 'content-length')
  if (length !== undefined && Number(length) > MAX_BODY) return special(413)
  if (site.app?.paths.has(uri.path)) return { kind: 'app', path: uri.path, query: uri.query ?? '' }
  return stored(head, { site, place, path: uri.path, query: uri.query })
}

interface Stored {
  readonly site: Site
  readonly place: NginxPlace
  readonly path: string
  readonly query: string | undefined
}

/** try_files $uri $uri/ =404, the index module, the static module. */
function stored(head: Head, { site, place, path, query }: Stored): NginxAnswer {
  const reads = head.method === 'GET' || head.method === 'HEAD'
  const posts = head.method === 'POST'
  const folder = path.endsWith('/') ? path.slice(0, -1) : path
  if (site.folders.has(folder)) {
    if (!reads && !posts) return special(405)
    if (folder === path) {
      return { kind: 'special', status: 301, location: `${origin(head, place)}${path}/${query === undefined ? '' : `?${query}`}` }
    }
    const index = indexOf(site, folder, INDEX)
    if (!index) return special(403)
    return posts ? special(405) : conditional(head, index)
  }
  const file = site.files.get(path)
  if (!file) return special(404)
  return reads ? conditional(head, file) : special(405)
}

function origin(head: Head, { ip, port }: NginxPlace): string {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?]*)/.exec(head.target)?.[1] ?? header(head, 'host')
  const host = (authority === undefined ? undefined : nginxHost(authority)) ?? ip
  return `http://${host}${port === 80 ? '' : `:${port}`}`
}

/** `"hex seconds-hex size"`. */
export function nginxEtag(file: SiteFile): string {
  return `"${Math.floor(file.modified / 1000).toString(16)}-${file.body.length.toString(16)}"`
}

function conditional(head: Head, file: SiteFile): NginxAnswer {
  const validators = { etag: nginxEtag(file), modified: Math.floor(file.modified / 1000) }
  const condition = nginxCondition(head, validators)
  // The filter that finds this out ends the connection although the head says otherwise.
  if (condition === 'failed') return { kind: 'special', status: 412, hangUp: true }
  const whole: NginxAnswer = { kind: 'file', file, etag: validators.etag, spans: undefined, unmodified: condition === 'unmodified' }
  const range = header(head, 'range')
  if (condition === 'unmodified' || range === undefined || head.version < 1000 || !rangeHolds(head, validators)) return whole
  const ranges = nginxRanges(range, file.body.length)
  return ranges === 'ignored' ? whole : { ...whole, spans: ranges }
}

/** A 206: what goes into its head and its body. `number` counts the multipart answers of this server. */
export function nginxPartial(
  file: SiteFile,
  spans: readonly Span[],
  number: () => number,
): { type: string; body: Buffer; range: string | undefined } {
  const [only] = spans
  if (spans.length === 1 && only) {
    return {
      type: file.type,
      body: file.body.subarray(only.first, only.last + 1),
      range: `bytes ${only.first}-${only.last}/${file.body.length}`,
    }
  }
  const boundary = number().toString().padStart(20, '0')
  const body = multipart({ boundary, spans, body: file.body, type: file.type, names: ['Content-Type', 'Content-Range'] })
  return { type: `multipart/byteranges; boundary=${boundary}`, body, range: undefined }
}
