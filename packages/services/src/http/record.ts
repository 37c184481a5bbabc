// What becomes evidence of a request: its head, bounded and without secrets, and what the client's head tells about it.
import { createHash } from 'node:crypto'
import { base64, type FactsOf, isPlain, printable } from '@decnet/kernel'
import { type Head, header } from '../kit/http/message.ts'
import type { Conversation } from '../service.ts'
import { authorizationTried, tried } from './authorization.ts'
import { credentialIn, MASK, maskTarget, urlencodedFields } from './forms.ts'
import type { BodyFacts } from './intake.ts'

const MAX_HEADERS = 64
const MAX_VALUE = 512
/** Source bytes of all headers together: with escapes and JSON they stay well under a frame. */
const MAX_HEADER_CHARS = 3200
const MAX_TARGET = 1024

const bytesOf = (text: string) => Buffer.from(text, 'latin1')
const shown = (text: string, limit: number) => printable(bytesOf(text), limit)

/** Cut so that its printable form is not longer than `limit`. */
function shownWithin(text: string, limit: number): string {
  let cut = Math.min(text.length, limit)
  while (cut > 0 && shown(text.slice(0, cut), cut).length > limit) cut = Math.floor(cut / 2)
  return shown(text.slice(0, cut), cut)
}

function shownHeaders(head: Head): [string, string][] {
  const out: [string, string][] = []
  let room = MAX_HEADER_CHARS
  for (const [name, value] of head.headers) {
    if (out.length >= MAX_HEADERS || room <= 0) break
    const entry: [string, string] = [
      shownWithin(name, Math.min(128, room)),
      shownWithin(maskHeader(name, value), Math.min(MAX_VALUE, room)),
    ]
    room -= entry[0].length + entry[1].length + 8
    out.push(entry)
  }
  return out
}

function maskHeader(name: string, value: string): string {
  if (/^(?:proxy-)?authorization$/i.test(name)) return value.includes(' ') ? `${value.split(' ')[0]} ${MASK}` : MASK
  return /^(?:referer|x-original-url|x-rewrite-url)$/i.test(name) ? maskTarget(value) : value
}

/** What is known when a request is answered. */
export interface Answered {
  readonly head: Head
  /** Status answered; 0 when it was left without an answer. */
  readonly status: number
  readonly body: BodyFacts
  readonly malformed?: string | undefined
}

/** Writes the evidence of one conversation. */
export class RequestRecord {
  readonly #talk: Conversation
  #agent = false
  #order = false

  constructor(talk: Conversation) {
    this.#talk = talk
  }

  /** What the head alone tells: what client it is, and credentials in it. */
  head(head: Head): void {
    this.#identify(head)
    for (const name of ['authorization', 'proxy-authorization']) {
      const value = header(head, name)
      const credential = value === undefined ? undefined : authorizationTried(value)
      if (credential) this.#talk.emit('credential.tried', credential)
    }
    const query = head.target.indexOf('?')
    const inQuery = query < 0 ? undefined : credentialIn(urlencodedFields(head.target.slice(query + 1)))
    if (inQuery) this.#talk.emit('credential.tried', tried('form', inQuery.principal, inQuery.secret))
  }

  #identify(head: Head): void {
    const agent = header(head, 'user-agent')
    if (agent && !this.#agent) {
      this.#agent = true
      this.#talk.emit('client.identified', { what: 'user_agent', value: shown(agent, 1024) })
    }
    if (head.headers.length === 0 || this.#order) return
    this.#order = true
    const names = head.headers.map(([name]) => name).join(',')
    const value = createHash('sha256').update(names, 'latin1').digest('hex').slice(0, 32)
    this.#talk.emit('client.identified', { what: 'header_order', value, text: shown(names, 1024) })
  }

  made({ head, status, body, malformed }: Answered): void {
    const target = bytesOf(maskTarget(head.target))
    const host = header(head, 'host')
    const agent = header(head, 'user-agent')
    const facts: FactsOf<'request.made'> = {
      method: shown(head.method, 64),
      target: shownWithin(target.toString('latin1'), MAX_TARGET),
      ...(isPlain(target) && target.length <= MAX_TARGET ? {} : { target_b64: base64(target, MAX_TARGET) }),
      version: shown(head.versionText || (head.version === 9 ? 'HTTP/0.9' : ''), 32),
      ...(host === undefined ? {} : { host: shownWithin(host, 256) }),
      ...(agent === undefined ? {} : { user_agent: shownWithin(agent, 512) }),
      headers: shownHeaders(head),
      status,
      ...body,
      ...(malformed === undefined ? {} : { malformed }),
    }
    this.#talk.emit('request.made', facts)
  }
}
