// What Apache answers to a well-formed request: its phases in their order, without any reading or writing.
import type { ApacheHead } from '../kit/http/apache.ts'
import { urlHost } from '../kit/http/apache-host.ts'
import { apacheEscape, apachePath } from '../kit/http/apache-uri.ts'
import { apacheCondition, rangeHolds } from '../kit/http/conditions.ts'
import { headerList } from '../kit/http/message.ts'
import { apacheTakesGzip } from '../kit/http/packing.ts'
import { apacheRanges, type Ranges } from '../kit/http/ranges.ts'
import { indexOf, type Site, type SiteFile } from '../kit/http/site.ts'
import { languageOf, mimeOf } from './mime.ts'

/** `early`: decided before a handler ran, so that the body is not asked for. */
export type ApacheAnswer =
  | { readonly kind: 'error'; readonly status: number; readonly early: boolean; readonly location?: string; readonly allow?: string }
  | {
      readonly kind: 'options'
      readonly allow: string | undefined
      readonly type: string | undefined
      readonly language: string | undefined
    }
  | { readonly kind: 'file'; readonly file: SiteFile; readonly etag: string }
  | { readonly kind: 'app'; readonly path: string; readonly query: string }

const INDEX = ['index.html', 'index.cgi', 'index.pl', 'index.php', 'index.xhtml', 'index.htm']
/** Methods that the core knows the name of, other than those it serves. */
const KNOWN = new Set(
  'PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK VERSION-CONTROL CHECKOUT UNCHECKOUT CHECKIN UPDATE LABEL REPORT MKWORKSPACE MKACTIVITY BASELINE-CONTROL MERGE'.split(
    ' ',
  ),
)
const MAX_NAME = 255
const MAX_PATH = 4082

const early = (status: number): ApacheAnswer => ({ kind: 'error', status, early: true })

/** `origin` is `http://name[:port]` of the server as the client named it; `allow` is its list of methods. */
export interface ApachePlace {
  readonly origin: string
  readonly allow: string
}

/** The answer to a head. */
export function apacheAnswer(head: ApacheHead, site: Site, { origin, allow }: ApachePlace): ApacheAnswer {
  const expect = headerList(head, 'expect')
  if (expect !== undefined && expect !== '' && expect.toLowerCase() !== '100-continue') return early(417)
  if (head.where.path === '*') return { kind: 'options', allow: undefined, type: undefined, language: undefined }
  if (head.method === 'CONNECT') return { kind: 'error', status: 405, early: false, allow }
  const decoded = apachePath(head.where.path)
  if ('status' in decoded) return early(decoded.status)
  if (head.method === 'TRACE') return { ...early(405), kind: 'error', status: 405, early: true, allow: '' }
  const { path } = decoded
  if (site.forbidden.has(`/${path.split('/')[1] ?? ''}`)) return early(403)
  if (site.app?.paths.has(path)) return { kind: 'app', path, query: head.where.query ?? '' }
  const found = walk(site, path)
  if (found === 'forbidden') return early(403)
  if (found === 'folder') {
    const query = head.where.query === undefined ? '' : `?${head.where.query}`
    return { kind: 'error', status: 301, early: true, location: `${origin}${apacheEscape(path)}/${query}` }
  }
  return handled(head, { path, found, allow })
}

/** The core's handler, or mod_autoindex where it may not list. */
function handled(head: ApacheHead, at: { path: string; found: SiteFile | 'index' | 'missing'; allow: string }): ApacheAnswer {
  const { path, found, allow } = at
  const { method } = head
  if (method === 'OPTIONS') {
    const type = found === 'index' ? 'httpd/unix-directory' : typeof found === 'object' ? found.type : mimeOf(path)
    return { kind: 'options', allow, type, language: found === 'missing' ? languageOf(path) : undefined }
  }
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
    return { kind: 'error', status: KNOWN.has(method) ? 405 : 501, early: false, allow }
  }
  if (found === 'index') return { kind: 'error', status: method === 'POST' ? 404 : 403, early: false }
  if (found === 'missing') return { kind: 'error', status: 404, early: false }
  return { kind: 'file', file: found, etag: apacheEtag(found) }
}

/** Goes down the path as the core does: the first name that is too long, hidden or missing decides. */
function walk(site: Site, path: string): SiteFile | 'folder' | 'index' | 'missing' | 'forbidden' {
  if (path.length > MAX_PATH) return 'forbidden'
  let folder = ''
  const names = path.split('/').slice(1)
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1
    if (name === '' && last) return indexOf(site, folder, INDEX) ?? 'index'
    if (name.length > MAX_NAME) return 'forbidden'
    const here = `${folder}/${name}`
    if (site.folders.has(here)) {
      folder = here
      continue
    }
    if (name.startsWith('.ht')) return 'forbidden'
    return (last ? site.files.get(here) : undefined) ?? 'missing'
  }
  return 'folder'
}

/** `"hex size-hex microseconds"`. */
export function apacheEtag(file: SiteFile): string {
  return `"${file.body.length.toString(16)}-${Math.round(file.modified * 1000).toString(16)}"`
}

/** How a file is sent. */
export interface ApacheSending {
  readonly condition: 'send' | 'unmodified' | 'failed'
  readonly etag: string
  readonly packs: boolean
  readonly varies: boolean
  /** Over the bytes that are sent: packed ones when `packs`. */
  ranges(size: number): Ranges
}

const PACKED_TYPES = /^(?:text\/(?:html|plain|xml|css|javascript)|application\/(?:x-javascript|javascript|ecmascript|rss\+xml|wasm|xml))$/

/** What is shorter would grow: mod_deflate does not touch it, nor does it say that it might. */
const PACKED_LEAST = 69

/** Decides condition, packing and ranges. `now` is milliseconds since the epoch. */
export function apacheSending(head: ApacheHead, file: SiteFile, now: number): ApacheSending {
  const etag = apacheEtag(file)
  const modified = Math.floor(file.modified / 1000)
  const condition = apacheCondition(head, { etag, modified }, Math.floor(now / 1000))
  const varies = PACKED_TYPES.test(file.type) && file.body.length >= PACKED_LEAST
  const packs = varies && head.version >= 1000 && apacheTakesGzip(headerList(head, 'accept-encoding'))
  const sent = packs ? `${etag.slice(0, -1)}-gzip"` : etag
  const range = headerList(head, 'range')
  const holds = range !== undefined && head.version >= 1000 && rangeHolds(head, { etag: sent, modified })
  return { condition, etag: sent, packs, varies, ranges: (size) => (holds ? apacheRanges(range, size) : 'ignored') }
}

/** `http://name[:port]`, the port only when it is not 80. */
export function apacheOrigin(name: string, port: number): string {
  return `http://${urlHost(name)}${port === 80 ? '' : `:${port}`}`
}

/** True when the client offers to wait before it sends its body. */
export function awaitsContinue(head: ApacheHead): boolean {
  return head.version >= 1001 && headerList(head, 'expect')?.toLowerCase() === '100-continue'
}

/** True when a Connection header holds that token, or, as `ap_find_token` compares, a word that it begins with. */
export function hasToken(head: ApacheHead, token: string): boolean {
  const words = (headerList(head, 'connection') ?? '').toLowerCase().split(/[\0-\x20\x7f-\xff()<>@,;:\\"/[\]?={}]+/)
  return words.some((word) => word !== '' && token.startsWith(word))
}
