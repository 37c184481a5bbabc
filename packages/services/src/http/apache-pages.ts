// Apache's own pages, byte for byte, and the text of its answers' heads.
import { httpDate } from '../kit/http/dates.ts'
import type { Header } from '../kit/http/message.ts'

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  416: 'Requested Range Not Satisfiable',
  417: 'Expectation Failed',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  501: 'Not Implemented',
}

const NOT_UNDERSTOOD = '<p>Your browser sent a request that this server could not understand.<br />\n'

/** What a page may mention. */
export interface PageDetails {
  readonly method: string
  readonly location?: string | undefined
  readonly expect?: string | undefined
  /** Which wording of a 400. */
  readonly page?: string | undefined
}

/** Latin1 text made safe for HTML as `ap_escape_html` does. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function message(status: number, details: PageDetails): string {
  const method = escapeHtml(details.method)
  switch (status) {
    case 301:
      return `<p>The document has moved <a href="${escapeHtml(details.location ?? '')}">here</a>.</p>\n`
    case 403:
      return "<p>You don't have permission to access this resource.</p>\n"
    case 404:
      return '<p>The requested URL was not found on this server.</p>\n'
    case 405:
      return `<p>The requested method ${method} is not allowed for this URL.</p>\n`
    case 408:
      return '<p>Server timeout waiting for the HTTP request from the client.</p>\n'
    case 413:
      return `The requested resource does not allow request data with ${method} requests, or the amount of data provided in\nthe request exceeds the capacity limit.\n`
    case 414:
      return "<p>The requested URL's length exceeds the capacity\nlimit for this server.<br />\n</p>\n"
    case 416:
      return '<p>None of the range-specifier values in the Range\nrequest-header field overlap the current extent\nof the selected resource.</p>\n'
    case 417:
      return `<p>The expectation given in the Expect request-header\nfield could not be met by this server.\nThe client sent<pre>\n    Expect: ${escapeHtml(details.expect ?? '')}\n</pre>\n</p><p>Only the 100-continue expectation is supported.</p>\n`
    case 501:
      return `<p>${method} not supported for current URL.<br />\n</p>\n`
    default:
      return `${NOT_UNDERSTOOD}${REASONS[details.page ?? ''] ?? ''}</p>\n`
  }
}

const REASONS: Readonly<Record<string, string>> = {
  field: 'Size of a request header field exceeds server limit.',
  fields: "The number of request header fields exceeds this server's limit.",
}

/** Which server a page says it comes from. */
export interface Signature {
  readonly server: string
  readonly name: string
  readonly port: number
}

/** The page of a status, latin1. Versions before 2.4.60 name another document type. */
export function apachePage(status: number, details: PageDetails, { server, name, port }: Signature): string {
  const phrase = PHRASES[status] ?? ''
  const release = Number(/2\.4\.(\d+)/.exec(server)?.[1] ?? 99)
  const type = release < 60 ? '"-//IETF//DTD HTML 2.0//EN"' : '"-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd"'
  const top = `<!DOCTYPE HTML PUBLIC ${type}>\n<html><head>\n<title>${status} ${phrase}</title>\n</head><body>\n<h1>${phrase}</h1>\n`
  return `${top}${message(status, details)}<hr>\n<address>${server} Server at ${escapeHtml(name)} Port ${port}</address>\n</body></html>\n`
}

/** The head of an answer: what the module said, then what the core adds. `now` in milliseconds since the epoch. */
export function apacheHead(input: {
  readonly status: number
  readonly server: string
  readonly now: number
  readonly fields: readonly Header[]
  readonly connection: readonly Header[]
  readonly type: string | undefined
}): string {
  const lines = [`HTTP/1.1 ${input.status} ${PHRASES[input.status] ?? ''}`, `Date: ${httpDate(input.now)}`, `Server: ${input.server}`]
  for (const [name, value] of [...input.fields, ...input.connection]) lines.push(`${name}: ${value}`)
  if (input.type !== undefined) lines.push(`Content-Type: ${input.type}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}
