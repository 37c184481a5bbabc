// nginx in front: reads heads, answers, throws bodies away after the answer as nginx does, keeps connections.
import { Body } from '../kit/http/body.ts'
import { type Fault, type Head, header, type Header, type Parsed, salvaged } from '../kit/http/message.ts'
import { nginxParser } from '../kit/http/nginx.ts'
import { nginxTakesGzip, packed } from '../kit/http/packing.ts'
import type { AppAnswer, SiteFile } from '../kit/http/site.ts'
import { linger } from '../kit/http/source.ts'
import { type Desk, Exchange } from './exchange.ts'
import { MAX_BODY, type NginxAnswer, nginxAnswer, nginxFraming, nginxKeeps, nginxPartial } from './nginx-answer.ts'
import { type NginxReply, nginxHead, nginxPage, wantsPadding } from './nginx-pages.ts'
import { packedPage } from './sites/packed.ts'

/** client_header_timeout, keepalive_timeout, client_body_timeout, lingering_timeout and lingering_time, keepalive_requests. */
const HEADER_MS = 60_000
const KEEPALIVE_MS = 75_000
const BODY_MS = 60_000
const LINGER = { quietMs: 5000, totalMs: 30_000 }
const MAX_REQUESTS = { now: 1000, before: 100 }
/** Since 1.21.1 nginx refuses what it let pass before; since 1.19.10 it keeps connections longer. */
const STRICT_SINCE = [1, 21, 1]

/** What all connections of one server share. */
export interface NginxState {
  multiparts: number
}

export async function serveNginx(desk: Desk): Promise<void> {
  for (let served = 1; !desk.talk.signal.aborted; served++) {
    const parsed = await readHead(desk, served > 1)
    if (!parsed || parsed.kind === 'more') return
    desk.source.bytes = parsed.rest
    const keeps = parsed.kind === 'fault' ? await refuse(desk, parsed.fault) : await new Reply(desk, parsed.head, served).run()
    if (!keeps) {
      if (desk.source.bytes.length > 0) await linger(desk.talk, desk.source, LINGER)
      return
    }
  }
}

/** The next head, or undefined when none comes in time; then nginx closes without a word. */
async function readHead({ talk, source, record, look }: Desk, again: boolean): Promise<Parsed | undefined> {
  const parser = nginxParser({ lenient: isOld(look.server) })
  let deadline = talk.clock.now() + (again && source.bytes.length === 0 ? KEEPALIVE_MS : HEADER_MS)
  let waited = again && source.bytes.length === 0
  for (;;) {
    if (source.bytes.length > 0) {
      const parsed = parser.push(source.take())
      if (parsed.kind !== 'more') return parsed
    }
    if ((await source.fill(deadline)) !== 'data') break
    if (waited) deadline = talk.clock.now() + HEADER_MS
    waited = false
  }
  if (parser.stage !== 'blank') await new Exchange({ talk, record }, parser.partial).written(0, 'incomplete')
  return undefined
}

/** True when the version in `nginx/1.18.0 (Ubuntu)` is before {@link STRICT_SINCE}. */
function isOld(server: string): boolean {
  const version = (/(\d+)\.(\d+)\.(\d+)/.exec(server) ?? []).slice(1).map(Number)
  const at = STRICT_SINCE.findIndex((number, index) => version[index] !== number)
  return at >= 0 && (version[at] ?? 99) < (STRICT_SINCE[at] ?? 0)
}

async function refuse(desk: Desk, fault: Fault): Promise<boolean> {
  await new Exchange(desk, salvaged(fault.head, desk.source.bytes)).written(fault.status, fault.reason)
  const page = nginxPage({ status: fault.status, server: desk.look.server, padded: wantsPadding(fault.head), page: fault.page })
  await say(desk, fault.head, { reply: { ...OWN_PAGE, status: fault.status, length: page.length }, body: Buffer.from(page, 'latin1') })
  return false
}

const OWN_PAGE = { type: 'text/html', chunked: false, keepAlive: false, extra: [] } as const satisfies Partial<NginxReply>

async function say({ talk, look }: Desk, head: Head, { reply, body }: { reply: NginxReply; body: Buffer }): Promise<void> {
  const top = head.version < 1000 ? '' : nginxHead(reply, look.server, talk.clock.now())
  const chunk = body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]
  const framed = reply.chunked ? [...chunk, Buffer.from('0\r\n\r\n')] : [body]
  const shown = (head.method === 'HEAD' && head.version >= 1000) || reply.status === 304 ? [] : framed
  await talk.say(Buffer.concat([Buffer.from(top, 'latin1'), ...shown]))
}

/** The answer to one well-formed head. */
class Reply {
  readonly #desk: Desk
  readonly #head: Head
  readonly #exchange: Exchange
  #keeps: boolean

  constructor(desk: Desk, head: Head, served: number) {
    this.#desk = desk
    this.#head = head
    this.#exchange = new Exchange(desk, head)
    this.#keeps = nginxKeeps(head) && served < (isOld(desk.look.server) ? MAX_REQUESTS.before : MAX_REQUESTS.now)
  }

  /** True when another request may follow. */
  async run(): Promise<boolean> {
    const framing = nginxFraming(this.#head, isOld(this.#desk.look.server))
    if (framing.kind === 'refused') {
      await this.#exchange.written(framing.status, framing.reason)
      this.#keeps = false
      await this.#special({ kind: 'special', status: framing.status })
      return false
    }
    const body = new Body(this.#desk.source, framing, this.#exchange.intake.hear)
    const answer = this.#settled(nginxAnswer(this.#head, this.#desk.site, this.#desk.talk.local))
    try {
      return answer.kind === 'app' ? await this.#dynamic(answer, body) : await this.#discarding(answer, body)
    } finally {
      await this.#exchange.written(0, 'left')
    }
  }

  /** What is packed has no ranges: only what is not can be asked for one that does not exist. */
  #settled(answer: NginxAnswer): NginxAnswer {
    if (answer.kind !== 'file' || answer.spans !== 'unsatisfiable' || this.#packs(answer.file.type)) return answer
    return { kind: 'special', status: 416, range: `bytes */${answer.file.body.length}` }
  }

  /** Answers first and throws the body away after, as for everything that is not an application's. */
  async #discarding(answer: Exclude<NginxAnswer, { kind: 'app' }>, body: Body): Promise<boolean> {
    const special = answer.kind === 'special'
    if (special && [400, 413, 414, 500, 501].includes(answer.status)) this.#keeps = false
    if (special && answer.status === 405 && /^(?:TRACE|CONNECT)$/.test(this.#head.method)) this.#keeps = false
    if (!special) await this.#expectation()
    const state = await body.drain()
    if (state === 'bad' || state === 'large') {
      this.#keeps = false
      if (!special) return this.#closing({ kind: 'special', status: 400 })
    }
    const status = special ? answer.status : this.#statusOf(answer)
    const malformed = status === 400 ? 'invalid path' : undefined
    if (body.state !== 'open') await this.#exchange.written(status, malformed)
    await (special ? this.#special(answer) : this.#file(answer))
    if (body.state === 'open') await this.#discard(body)
    await this.#exchange.written(status, malformed)
    return this.#keeps && body.state === 'done' && !(special && answer.hangUp)
  }

  #statusOf(answer: Extract<NginxAnswer, { kind: 'file' }>): number {
    if (answer.unmodified) return 304
    return answer.spans && !this.#packs(answer.file.type) ? 206 : 200
  }

  async #discard(body: Body): Promise<void> {
    const { clock } = this.#desk.talk
    const over = clock.now() + LINGER.totalMs
    await body.finish(() => Math.min(over, clock.now() + LINGER.quietMs))
  }

  async #closing(answer: Extract<NginxAnswer, { kind: 'special' }>): Promise<boolean> {
    await this.#exchange.written(answer.status, 'invalid body')
    await this.#special(answer)
    return false
  }

  async #expectation(): Promise<void> {
    const expects = header(this.#head, 'expect')?.toLowerCase() === '100-continue'
    if (expects && this.#head.version >= 1001) await this.#desk.talk.say('HTTP/1.1 100 Continue\r\n\r\n')
  }

  async #special(answer: Extract<NginxAnswer, { kind: 'special' }>): Promise<void> {
    const { status, page, location, range } = answer
    const padded = wantsPadding(this.#head) && this.#head.version >= 1000
    const text = nginxPage({ status, server: this.#desk.look.server, padded, page })
    const body = Buffer.from(text, 'latin1')
    const packs = (status === 403 || status === 404) && this.#packs('text/html')
    const extra: Header[] = range === undefined ? [] : [['Content-Range', range]]
    await this.#deliver({ status, type: 'text/html', location, extra }, packs ? { body, packed: packedPage(text) } : { body })
  }

  async #file(answer: Extract<NginxAnswer, { kind: 'file' }>): Promise<void> {
    const { file, etag, spans, unmodified } = answer
    const { modified } = file
    if (unmodified) return this.#deliver({ status: 304, modified, extra: [['ETag', etag]] }, { body: undefined })
    if (this.#packs(file.type)) {
      return this.#deliver(
        { status: 200, type: file.type, modified, extra: [['ETag', `W/${etag}`]] },
        { body: file.body, packed: packed(file, 1) },
      )
    }
    if (!spans || spans === 'unsatisfiable') {
      const extra: Header[] = [
        ['ETag', etag],
        ['Accept-Ranges', 'bytes'],
      ]
      return this.#deliver({ status: 200, type: file.type, modified, extra }, { body: file.body })
    }
    const state = this.#desk.talk.shared((): NginxState => ({ multiparts: 0 }))
    const partial = nginxPartial(file, spans, () => ++state.multiparts)
    const extra: Header[] =
      partial.range === undefined
        ? [['ETag', etag]]
        : [
            ['ETag', etag],
            ['Content-Range', partial.range],
          ]
    return this.#deliver({ status: 206, type: partial.type, modified, extra }, { body: partial.body })
  }

  #packs(type: string): boolean {
    const version = this.#head.version >= 1001 && header(this.#head, 'via') === undefined
    return version && type.split(';')[0] === 'text/html' && nginxTakesGzip(header(this.#head, 'accept-encoding'))
  }

  async #deliver(
    top: Omit<NginxReply, 'chunked' | 'keepAlive'>,
    content: { readonly body: Buffer | undefined; readonly packed?: Buffer },
  ): Promise<void> {
    const packs = content.packed !== undefined
    const extra: readonly Header[] = packs ? [...top.extra, ['Content-Encoding', 'gzip']] : top.extra
    const reply: NginxReply = {
      ...top,
      extra,
      length: packs ? undefined : content.body?.length,
      chunked: packs && this.#head.method !== 'HEAD',
      keepAlive: this.#keeps,
    }
    await say(this.#desk, this.#head, { reply, body: content.packed ?? content.body ?? Buffer.alloc(0) })
  }

  /** An application behind FastCGI: the whole body is read first. */
  async #dynamic(answer: Extract<NginxAnswer, { kind: 'app' }>, body: Body): Promise<boolean> {
    const { talk, site } = this.#desk
    if (!site.app) return false
    await this.#expectation()
    const { intake } = this.#exchange
    const state = await body.finish(() => (intake.size > MAX_BODY ? 0 : talk.clock.now() + BODY_MS))
    if (intake.size > MAX_BODY) {
      this.#keeps = false
      return this.#closing({ kind: 'special', status: 413 })
    }
    if (state === 'bad' || state === 'large') {
      this.#keeps = false
      return this.#closing({ kind: 'special', status: 400 })
    }
    if (state !== 'done') return false
    const { head } = this.#exchange
    const said = await site.app.answer({ head, path: answer.path, query: answer.query, body: intake.held, talk })
    await this.#exchange.written(said.status)
    await this.#saySaid(said)
    return this.#keeps
  }

  async #saySaid(said: AppAnswer): Promise<void> {
    if (this.#head.version < 1001) this.#keeps = false
    const asFile: Pick<SiteFile, 'body'> = { body: said.body }
    const packs = said.status === 200 && this.#packs(said.type)
    const extra: readonly Header[] = packs ? [...said.headers, ['Content-Encoding', 'gzip']] : said.headers
    const chunked = this.#head.version >= 1001 && this.#head.method !== 'HEAD'
    const reply: NginxReply = { status: said.status, type: said.type, chunked, keepAlive: this.#keeps, extra }
    await say(this.#desk, this.#head, { reply, body: packs ? packed(asFile, 1) : said.body })
  }
}
