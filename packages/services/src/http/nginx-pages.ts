// nginx's own pages, byte for byte, and the text of its answers' heads.
import { httpDate } from '../kit/http/dates.ts'
import { type Head, type Header, header } from '../kit/http/message.ts'

const TITLES: Readonly<Record<number, string>> = {
  200: 'OK',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  416: 'Requested Range Not Satisfiable',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
}

const PADDING = '<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n'.repeat(6)

/** True for browsers whose "friendly" pages nginx prevents by padding its own. */
export function wantsPadding(head: Head): boolean {
  const agent = header(head, 'user-agent') ?? ''
  const msie = agent.indexOf('MSIE ')
  if (msie >= 0 && msie + 7 < agent.length) return !agent.includes('Opera')
  return !agent.includes('Opera') && !agent.includes('Gecko/') && agent.includes('Chrome/')
}

/** The page of a status. `large` is the one 400 with a second line. */
export function nginxPage(input: { status: number; server: string; padded: boolean; page?: string | undefined }): string {
  const title = `${input.status} ${TITLES[input.status] ?? ''}`
  const [heading, second] =
    input.page === 'large'
      ? ['400 Request Header Or Cookie Too Large', '<center>Request Header Or Cookie Too Large</center>\r\n']
      : [title, '']
  const top = `<html>\r\n<head><title>${heading}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${second}`
  return `${top}<hr><center>${input.server}</center>\r\n</body>\r\n</html>\r\n${input.padded && input.status >= 400 ? PADDING : ''}`
}

/** An answer of nginx. Fields in the order in which nginx writes them. */
export interface NginxReply {
  readonly status: number
  readonly type?: string
  /** undefined: not known beforehand. */
  readonly length?: number | undefined
  readonly modified?: number | undefined
  readonly location?: string | undefined
  readonly chunked: boolean
  readonly keepAlive: boolean
  readonly extra: readonly Header[]
}

/** The head of an answer; `now` in milliseconds since the epoch. */
export function nginxHead(reply: NginxReply, server: string, now: number): string {
  // An application's own status line has the common name of 302.
  const phrase = reply.status === 302 ? 'Found' : (TITLES[reply.status] ?? '')
  const lines = [`HTTP/1.1 ${reply.status} ${phrase}`, `Server: ${server}`, `Date: ${httpDate(now)}`]
  if (reply.type !== undefined) lines.push(`Content-Type: ${reply.type}`)
  if (reply.length !== undefined) lines.push(`Content-Length: ${reply.length}`)
  if (reply.modified !== undefined) lines.push(`Last-Modified: ${httpDate(reply.modified)}`)
  if (reply.location !== undefined) lines.push(`Location: ${reply.location}`)
  if (reply.chunked) lines.push('Transfer-Encoding: chunked')
  lines.push(`Connection: ${reply.keepAlive ? 'keep-alive' : 'close'}`)
  for (const [name, value] of reply.extra) lines.push(`${name}: ${value}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}
