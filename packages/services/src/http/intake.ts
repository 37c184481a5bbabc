// A request's body as evidence: counted, hashed, captured as a file unless it is a plain login form.
import { createHash } from 'node:crypto'
import { printable } from '@decnet/kernel'
import { type Head, header } from '../kit/http/message.ts'
import type { Conversation, Sink } from '../service.ts'
import { tried } from './authorization.ts'
import { credentialIn, type Field, isPlainLogin, jsonFields, urlencodedFields } from './forms.ts'
import { boundaryOf, Splitter } from './multipart.ts'

/** As much of a body as is held to be looked at; longer ones go to disk as they come. */
const HELD_BYTES = 65_536
/** The most files of one request that are captured by themselves. */
const MAX_UPLOADS = 16

interface Capture {
  readonly sink: Sink
  readonly name: string
  readonly mime: string
  readonly how: 'body' | 'upload'
}

export interface BodyFacts {
  readonly body_size: number
  readonly body_sha256?: string
}

const shownName = (text: string, limit: number) => printable(Buffer.from(text, 'latin1'), limit)

export class Intake {
  readonly #talk: Conversation
  readonly #type: string
  readonly #hash = createHash('sha256')
  readonly #splitter: Splitter | undefined
  #held: Buffer[] = []
  #size = 0
  #body: Capture | undefined
  #upload: Capture | undefined
  #uploads = 0
  #field: { name: string; value: Buffer } | undefined
  readonly #fields: Field[] = []

  constructor(talk: Conversation, head: Head) {
    this.#talk = talk
    this.#type = header(head, 'content-type') ?? ''
    const boundary = boundaryOf(this.#type)
    this.#splitter = boundary === undefined ? undefined : new Splitter(boundary)
  }

  /** Bytes heard so far. */
  get size(): number {
    return this.#size
  }

  /** What was held of the body; complete unless it was longer than {@link HELD_BYTES}. */
  get held(): Buffer {
    return Buffer.concat(this.#held)
  }

  readonly hear = async (bytes: Buffer): Promise<void> => {
    this.#size += bytes.length
    this.#hash.update(bytes)
    await this.#split(bytes)
    if (this.#body) return this.#body.sink.write(bytes)
    this.#held.push(Buffer.from(bytes))
    if (this.#size <= HELD_BYTES) return
    const name = 'body'
    this.#body = { sink: this.#talk.capture(name, this.#mime), name, mime: this.#mime, how: 'body' }
    for (const part of this.#held) await this.#body.sink.write(part)
  }

  get #mime(): string {
    const plain = this.#type.split(';')[0]?.trim() ?? ''
    return /^[\w.+-]+\/[\w.+-]+$/.test(plain) ? plain.toLowerCase().slice(0, 128) : 'application/octet-stream'
  }

  async #split(bytes: Buffer): Promise<void> {
    for (const part of this.#splitter?.push(bytes) ?? []) {
      if (part.kind === 'file' && this.#uploads < MAX_UPLOADS) {
        this.#uploads++
        const [name, mime] = [shownName(part.name, 255) || 'file', shownName(part.type, 128)]
        this.#upload = { sink: this.#talk.capture(name, mime), name, mime, how: 'upload' }
      } else if (part.kind === 'field') this.#field = { name: part.name, value: Buffer.alloc(0) }
      else if (part.kind === 'data') {
        if (this.#upload) await this.#upload.sink.write(part.data)
        else if (this.#field && this.#field.value.length < 4096) this.#field.value = Buffer.concat([this.#field.value, part.data])
      } else if (part.kind === 'end') await this.#endPart()
    }
  }

  async #endPart(): Promise<void> {
    if (this.#upload) await this.#seal(this.#upload)
    if (this.#field && this.#fields.length < 256) this.#fields.push([this.#field.name, this.#field.value.toString('latin1').slice(0, 4096)])
    this.#upload = undefined
    this.#field = undefined
  }

  async #seal({ sink, name, mime, how }: Capture): Promise<void> {
    const { sha256, size, complete } = await sink.close()
    this.#talk.emit('file.captured', { sha256, size, name, mime, how, complete })
  }

  /** Emits what the body was; call once, when no more of it comes. */
  async finish(): Promise<BodyFacts> {
    await this.#endPart()
    if (this.#size === 0) return { body_size: 0 }
    const short = this.#body === undefined
    const fields = short ? this.#formFields() : this.#fields
    const credential = credentialIn(fields)
    if (credential) this.#talk.emit('credential.tried', tried('form', credential.principal, credential.secret))
    if (short && !(credential && this.#uploads === 0 && isPlainLogin(fields, credential))) {
      const body: Capture = { sink: this.#talk.capture('body', this.#mime), name: 'body', mime: this.#mime, how: 'body' }
      await body.sink.write(this.held)
      await this.#seal(body)
    } else if (this.#body) await this.#seal(this.#body)
    return { body_size: this.#size, body_sha256: this.#hash.digest('hex') }
  }

  #formFields(): readonly Field[] {
    if (this.#splitter) return this.#fields
    const body = this.held
    if (/json/i.test(this.#type) || body[0] === 0x7b) return jsonFields(body)
    return /urlencoded/i.test(this.#type) || this.#type === '' ? urlencodedFields(body.toString('latin1')) : []
  }
}
