// The `login` site: a company's sign-in application, as PHP behind the product would run it. Nobody gets in.
import type { AppAnswer, AppRequest, Site, SiteFile } from '../../kit/http/site.ts'
import { type Header, header } from '../../kit/http/message.ts'
import type { Persona } from '../../persona.ts'
import type { Conversation } from '../../service.ts'
import { credentialIn, jsonFields, urlencodedFields } from '../forms.ts'
import { type Company, companyOf } from './company.ts'
import { apacheExtras, madeAt } from './default.ts'
import { forgotPage, loginPage, styleSheet } from './login-page.ts'

const PATHS = ['/', '/index.php', '/login', '/login.php', '/logout', '/forgot', '/api/login']
const ERROR = 'Invalid username or password.'

/** What `session_start()` adds with its default cache limiter. */
const NO_STORE: readonly Header[] = [
  ['Expires', 'Thu, 19 Nov 1981 08:52:00 GMT'],
  ['Cache-Control', 'no-store, no-cache, must-revalidate'],
  ['Pragma', 'no-cache'],
]

export function loginSite(product: 'nginx' | 'apache', host: Persona): Site {
  const company = companyOf(host)
  const style: SiteFile = { body: Buffer.from(styleSheet(company)), type: 'text/css', modified: madeAt(host, 'style') }
  const robots: SiteFile = { body: Buffer.from('User-agent: *\nDisallow: /\n'), type: 'text/plain', modified: madeAt(host, 'robots') }
  const own: [string, SiteFile][] = [
    ['/assets/app.css', style],
    ['/robots.txt', robots],
  ]
  const extras = product === 'apache' ? apacheExtras() : { files: new Map<string, SiteFile>(), folders: [], forbidden: [] }
  const work = host.derive('http password hash', 1)[0] ?? 0
  return {
    files: new Map([...extras.files, ...own]),
    folders: new Set(['', '/assets', ...extras.folders]),
    forbidden: new Set(extras.forbidden),
    app: { paths: new Set(PATHS), answer: (request) => answer(request, company, 60 + (work % 60)) },
  }
}

async function answer(request: AppRequest, company: Company, hashMs: number): Promise<AppAnswer> {
  const { path, talk, head } = request
  const posts = head.method === 'POST'
  if (path === '/api/login') return api(request, hashMs)
  if (path === '/' || path === '/index.php') return redirect('/login', session(request))
  if (path === '/logout') return redirect('/login', [sessionCookie(talk), ...NO_STORE])
  if (path === '/forgot') return html(forgotPage(company, token(talk), posts), session(request))
  if (!posts) return html(loginPage(company, { token: token(talk) }), session(request))
  const fields = fieldsOf(request)
  await hashing(talk, hashMs)
  const user = Buffer.from(fields.find(([name]) => name === 'username')?.[1] ?? '', 'latin1')
    .toString('utf8')
    .slice(0, 128)
  // A failed login gets a new session, so that an identifier planted before is worth nothing.
  return html(loginPage(company, { token: token(talk), error: ERROR, user }), [sessionCookie(talk), ...NO_STORE])
}

async function api(request: AppRequest, hashMs: number): Promise<AppAnswer> {
  const json = (status: number, value: object): AppAnswer => ({
    status,
    headers: [['Cache-Control', 'no-cache, private']],
    type: 'application/json',
    body: Buffer.from(JSON.stringify(value)),
  })
  const given = credentialIn(fieldsOf(request))
  if (request.head.method !== 'POST' || !given)
    return json(422, { message: 'The username field is required.', errors: { username: ['The username field is required.'] } })
  await hashing(request.talk, hashMs)
  return json(401, { message: ERROR })
}

/** A password hash takes its time, with what else the machine does on top. */
async function hashing(talk: Conversation, ms: number): Promise<void> {
  const jitter = (talk.random(2).readUInt16BE() / 65_536) * 45
  await talk.clock.sleep(Math.round(ms + jitter), talk.signal)
}

function fieldsOf({ head, body }: AppRequest) {
  const type = header(head, 'content-type') ?? ''
  return /json/i.test(type) ? jsonFields(body) : urlencodedFields(body.toString('latin1'))
}

const token = (talk: Conversation) => talk.random(32).toString('hex')

/** 26 characters of 5 bits, as `session.sid_length` and `sid_bits_per_character` of Debian's php.ini have it. */
function sessionCookie(talk: Conversation): Header {
  const alphabet = '0123456789abcdefghijklmnopqrstuv'
  const id = [...talk.random(26)].map((byte) => alphabet[byte & 31] ?? '0').join('')
  return ['Set-Cookie', `PHPSESSID=${id}; path=/; HttpOnly`]
}

/** A client that brings a session keeps it; others get one. */
function session({ head, talk }: AppRequest): Header[] {
  const known = /(?:^|; *)PHPSESSID=[0-9A-Za-z,-]{22,64}(?:;|$)/.test(header(head, 'cookie') ?? '')
  return known ? [...NO_STORE] : [sessionCookie(talk), ...NO_STORE]
}

function html(text: string, headers: readonly Header[]): AppAnswer {
  return { status: 200, headers, type: 'text/html; charset=UTF-8', body: Buffer.from(text) }
}

function redirect(location: string, headers: readonly Header[]): AppAnswer {
  return { status: 302, headers: [...headers, ['Location', location]], type: 'text/html; charset=UTF-8', body: Buffer.alloc(0) }
}
