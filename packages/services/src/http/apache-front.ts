// Apache in front: reads heads, reads bodies before it answers, keeps connections, times out with a page.
import { type ApacheParser, type ApacheFault, type ApacheHead, apacheParser } from '../kit/http/apache.ts'
import { Body, type BodyState, type Framing } from '../kit/http/body.ts'
import { httpDate } from '../kit/http/dates.ts'
import { header, headerList, type Header, salvaged } from '../kit/http/message.ts'
import { packed } from '../kit/http/packing.ts'
import { multipart } from '../kit/http/ranges.ts'
import type { SiteFile } from '../kit/http/site.ts'
import { linger } from '../kit/http/source.ts'
import {
  type ApacheAnswer,
  apacheAnswer,
  apacheOrigin,
  type ApacheSending,
  apacheSending,
  awaitsContinue,
  hasToken,
} from './apache-answer.ts'
import { apacheHead, apachePage, type PageDetails } from './apache-pages.ts'
import { type Desk, Exchange } from './exchange.ts'

/** The kernel holds a silent connection back this long before Apache sees it (TCP_DEFER_ACCEPT), and Apache waits then. */
const SILENT_MS = 51_000
const KEEPALIVE_MS = 5000
/** RequestReadTimeout header=20-40,minrate=500 body=10,minrate=500. */
const HEADER_MS = { least: 20_000, most: 40_000 }
const BODY_MS = 10_000
const MS_PER_BYTE = 1000 / 500
const LINGER = { quietMs: 2000, totalMs: 30_000 }
const MAX_KEPT = 100
/** LimitRequestBody. */
const MAX_BODY = 1_073_741_824
const DROPS = new Set([400, 408, 411, 413, 414, 500, 501, 503])
const PAGE_TYPE = 'text/html; charset=iso-8859-1'

export async function serveApache(desk: Desk): Promise<void> {
  for (let kept = 0; !desk.talk.signal.aborted; kept++) {
    const next = await readHead(desk, kept > 0)
    if (!next) return
    const reply = new Reply(desk, next, kept)
    const keeps = 'fault' in next ? await reply.refuse(next.fault) : await reply.run()
    if (!keeps) return linger(desk.talk, desk.source, LINGER)
  }
}

type Next = { readonly head: ApacheHead } | { readonly fault: ApacheFault }

/** The next head or what is wrong with it; undefined when the connection is to be closed without a word. */
async function readHead({ talk, source, record }: Desk, again: boolean): Promise<Next | undefined> {
  const parser = apacheParser()
  // Blank lines that came with the request before are swallowed, with or without CR.
  if (again) source.bytes = source.bytes.subarray(/^(?:\r?\n){0,10}/.exec(source.bytes.toString('latin1', 0, 32))?.[0].length ?? 0)
  let heard = source.bytes.length
  let since = talk.clock.now()
  for (;;) {
    if (source.bytes.length > 0) {
      const parsed = parser.push(source.take())
      if (parsed.kind !== 'more') source.bytes = parsed.rest
      if (parsed.kind === 'head') return { head: parsed.head }
      if (parsed.kind === 'fault') return { fault: parsed.fault }
    }
    const patience = heard === 0 ? (again ? KEEPALIVE_MS : SILENT_MS) : Math.min(HEADER_MS.most, HEADER_MS.least + heard * MS_PER_BYTE)
    const filled = await source.fill(since + patience)
    if (filled === 'late' && parser.stage === 'headers') {
      const head = parser.partial
      return { fault: { status: 408, reason: 'incomplete', head: { ...head, host: undefined, port: undefined } } }
    }
    if (filled !== 'data') break
    if (heard === 0) since = talk.clock.now()
    heard += source.bytes.length
  }
  await leave(parser, { talk, record })
  return undefined
}

async function leave(parser: ApacheParser, desk: Pick<Desk, 'talk' | 'record'>): Promise<void> {
  if (parser.stage !== 'blank') await new Exchange(desk, parser.partial).written(0, 'incomplete')
}

/** How an answer's length is told: a number, chunks, by closing, or (HEAD of a page) not at all. */
type Length = number | 'chunked' | 'close' | 'untold'

type PageInput = Omit<PageDetails, 'method'> & { readonly length?: Length; readonly fields?: readonly Header[] }

class Reply {
  readonly #desk: Desk
  readonly #head: ApacheHead
  readonly #exchange: Exchange
  readonly #kept: number
  readonly #name: string
  readonly #port: number
  readonly #isHead: boolean
  /** Set once something makes it impossible to keep the connection. */
  #ends = false

  constructor(desk: Desk, next: Next, kept: number) {
    const head = 'fault' in next ? next.fault.head : next.head
    this.#desk = desk
    this.#head = head
    this.#kept = kept
    this.#isHead = head.method === 'HEAD' && head.understood
    this.#exchange = new Exchange(desk, 'fault' in next ? salvaged(head, desk.source.bytes) : head)
    this.#name = head.host ?? desk.look.name
    this.#port = head.port ?? 80
  }

  async refuse(fault: ApacheFault): Promise<false> {
    await this.#exchange.written(fault.status, fault.reason)
    await this.#page(fault.status, { page: fault.page })
    return false
  }

  async run(): Promise<boolean> {
    const answer = apacheAnswer(this.#head, this.#desk.site, { origin: apacheOrigin(this.#name, this.#port), allow: this.#desk.look.allow })
    const framing = this.#framing()
    const body = new Body(this.#desk.source, framing, this.#exchange.intake.hear)
    try {
      return await this.#reply(answer, framing, body)
    } finally {
      await this.#exchange.written(0, 'left')
    }
  }

  #framing(): Framing {
    const length = header(this.#head, 'content-length')
    if (headerList(this.#head, 'transfer-encoding') !== undefined) {
      // RFC 9112 section 6.1: both together look like smuggling, so that the connection ends.
      if (length !== undefined) this.#ends = true
      return { kind: 'chunked', rules: { bareLf: false, maxDigits: 15, eager: false, strict: true } }
    }
    return length === undefined ? { kind: 'none' } : { kind: 'length', length: Number(length) }
  }

  async #reply(answer: ApacheAnswer, framing: Framing, body: Body): Promise<boolean> {
    const tooLong = framing.kind === 'length' && framing.length > MAX_BODY
    const dropped = answer.kind === 'error' && answer.early && DROPS.has(answer.status)
    const state = tooLong && !dropped ? 'large' : await this.#read(answer, body)
    if (state === 'bad' || state === 'large') return this.#unread(state === 'bad' ? 400 : 413)
    if (state === 'trailer') return this.refuse({ status: 400, reason: 'invalid trailer', head: this.#head })
    if (state === 'late') return this.refuse({ status: 408, reason: 'body incomplete', head: this.#head })
    if (state === 'end') return false
    const keeps = await this.#said(answer)
    // The connection ends after a 417, although its head does not say so.
    return keeps && !(answer.kind === 'error' && answer.status === 417)
  }

  /** Reads the body to its end; one that the client holds back is asked for by handlers only. */
  async #read(answer: ApacheAnswer, body: Body): Promise<BodyState> {
    // A body that cannot be trusted is not read, unless an application wants it.
    if ((this.#ends && answer.kind !== 'app') || (answer.kind === 'error' && answer.early && DROPS.has(answer.status))) {
      await body.drain()
      return 'done'
    }
    if (awaitsContinue(this.#head)) {
      const handler = !(answer.kind === 'error' && answer.early)
      if (!handler || body.state !== 'open') {
        this.#ends = true
        await body.drain()
        return 'done'
      }
      await this.#desk.talk.say('HTTP/1.1 100 Continue\r\n\r\n')
    }
    const { clock } = this.#desk.talk
    const since = clock.now()
    let heard = 0
    return body.finish(() => {
      heard = Math.max(heard, this.#exchange.intake.size)
      return since + BODY_MS + heard * MS_PER_BYTE
    })
  }

  /** The page after a body that cannot be read: its length is not told. */
  async #unread(status: number): Promise<boolean> {
    await this.#exchange.written(status, 'invalid body')
    await this.#page(status, { length: 'close' })
    return false
  }

  async #said(answer: ApacheAnswer): Promise<boolean> {
    switch (answer.kind) {
      case 'error': {
        await this.#exchange.written(answer.status, answer.status === 400 ? 'invalid path' : undefined)
        const fields: Header[] = answer.location === undefined ? [] : [['Location', answer.location]]
        if (answer.allow !== undefined) fields.push(['Allow', answer.allow])
        return this.#page(answer.status, { location: answer.location, expect: headerList(this.#head, 'expect'), fields })
      }
      case 'options': {
        await this.#exchange.written(200)
        const fields: Header[] = answer.allow === undefined ? [] : [['Allow', answer.allow]]
        const language: Header[] = answer.language === undefined ? [] : [['Content-Language', answer.language]]
        return this.#send({ status: 200, fields, after: language, length: 0, type: answer.type, body: Buffer.alloc(0) })
      }
      case 'file':
        return this.#file(answer.file)
      case 'app':
        return this.#app(answer)
    }
  }

  async #page(status: number, { length, fields = [], ...details }: PageInput): Promise<boolean> {
    if (DROPS.has(status)) this.#ends = true
    const signature = { server: this.#desk.look.server, name: this.#name, port: this.#port }
    const body = Buffer.from(apachePage(status, { ...details, method: this.#head.method }, signature), 'latin1')
    const told = length ?? (this.#isHead ? 'untold' : body.length)
    return this.#send({ status, fields, length: told, type: PAGE_TYPE, body })
  }

  async #file(file: SiteFile): Promise<boolean> {
    const sending = apacheSending(this.#head, file, this.#desk.talk.clock.now())
    const base: Header[] = [['Last-Modified', httpDate(file.modified)]]
    if (sending.condition !== 'send') {
      // A 304 or 412 is said before anything could pack: the plain tag.
      const fields: Header[] = [...base, ['ETag', sending.etag.replace('-gzip"', '"')], ['Accept-Ranges', 'bytes']]
      const status = sending.condition === 'failed' ? 412 : 304
      await this.#exchange.written(status)
      const failedLength = this.#isHead ? file.body.length : 0
      const rest = status === 412 ? { length: failedLength, type: file.type } : { length: 'untold' as const, type: undefined }
      return this.#send({ status, fields, ...rest, body: Buffer.alloc(0) })
    }
    const bytes = sending.packs ? packed(file, 6) : file.body
    const ranges = sending.ranges(bytes.length)
    if (ranges === 'unsatisfiable') {
      await this.#exchange.written(416)
      const head = this.#isHead
      return this.#page(416, { length: head ? 'untold' : this.#keeps() ? 'chunked' : 'close' })
    }
    const [only] = ranges === 'ignored' ? [] : ranges
    await this.#exchange.written(only ? 206 : 200)
    const fields: Header[] = [...base, ['ETag', sending.etag], ['Accept-Ranges', 'bytes']]
    if (ranges === 'ignored' || !only) return this.#whole(fields, sending, { body: bytes, type: file.type, status: 200 })
    if (ranges.length === 1) {
      const body = bytes.subarray(only.first, only.last + 1)
      const range: Header = ['Content-Range', `bytes ${only.first}-${only.last}/${bytes.length}`]
      return this.#whole(fields, sending, { body, type: file.type, status: 206, range })
    }
    const { boundary } = this.#desk.look
    const body = multipart({ boundary, spans: ranges, body: bytes, type: file.type, names: ['Content-type', 'Content-range'] })
    return this.#whole(fields, sending, { body, type: `multipart/byteranges; boundary=${boundary}`, status: 206 })
  }

  /** The order of the fields tells which filter set them: packing comes before ranges, and before the length is known. */
  async #whole(
    fields: readonly Header[],
    sending: ApacheSending,
    content: { body: Buffer; type: string; status: number; range?: Header },
  ): Promise<boolean> {
    const { body, type, status } = content
    const range = content.range ? [content.range] : []
    const vary: Header[] = sending.varies ? [['Vary', 'Accept-Encoding']] : []
    if (sending.packs) {
      return this.#send({ status, fields: [...fields, ...vary, ['Content-Encoding', 'gzip'], ...range], length: body.length, type, body })
    }
    return this.#send({ status, fields, after: [...vary, ...range], length: body.length, type, body })
  }

  async #app({ path, query }: Extract<ApacheAnswer, { kind: 'app' }>): Promise<boolean> {
    const { site, talk } = this.#desk
    if (!site.app) return false
    const said = await site.app.answer({ head: this.#head, path, query, body: this.#exchange.intake.held, talk })
    await this.#exchange.written(said.status)
    const file: SiteFile = { body: said.body, type: said.type.split(';')[0] ?? '', modified: 0 }
    const sending = apacheSending(
      { ...this.#head, headers: this.#head.headers.filter(([name]) => /^accept-encoding$/i.test(name)) },
      file,
      0,
    )
    const vary: Header[] = sending.varies && said.body.length > 0 ? [['Vary', 'Accept-Encoding']] : []
    const packs = sending.packs && said.body.length > 0
    const body = packs ? packed(file, 6) : said.body
    const coding: Header[] = packs ? [['Content-Encoding', 'gzip']] : []
    const length = this.#isHead ? 'untold' : body.length
    return this.#send({ status: said.status, fields: [...said.headers, ...vary, ...coding], length, type: said.type, body })
  }

  #keeps(): boolean {
    if (this.#ends || this.#kept >= MAX_KEPT || hasToken(this.#head, 'close')) return false
    return hasToken(this.#head, 'keep-alive') || this.#head.version >= 1001
  }

  async #send(answer: {
    readonly status: number
    readonly fields: readonly Header[]
    readonly after?: readonly Header[]
    readonly length: Length
    readonly type: string | undefined
    readonly body: Buffer
  }): Promise<boolean> {
    if (answer.length === 'close') this.#ends = true
    const keeps = this.#keeps() && this.#head.version >= 1000
    const length: Header[] = typeof answer.length === 'number' ? [['Content-Length', answer.length.toString()]] : []
    if (answer.length === 'chunked') length.push(['Transfer-Encoding', 'chunked'])
    const connection: Header[] = keeps ? [] : [['Connection', 'close']]
    if (keeps && hasToken(this.#head, 'keep-alive')) {
      connection.push(['Keep-Alive', `timeout=5, max=${MAX_KEPT - this.#kept}`], ['Connection', 'Keep-Alive'])
    }
    const { talk, look } = this.#desk
    const fields = [...answer.fields, ...length, ...(answer.after ?? [])]
    const top = apacheHead({ status: answer.status, server: look.server, now: talk.clock.now(), fields, connection, type: answer.type })
    const framed = answer.length === 'chunked' ? chunkedOnce(answer.body) : answer.body
    const silent = this.#isHead || answer.status === 304
    const parts = [this.#head.version < 1000 ? '' : top, silent ? '' : framed]
    await talk.say(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))))
    return keeps
  }
}

function chunkedOnce(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])
}
