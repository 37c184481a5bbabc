// One client of the server: its state between commands, and what is on its way to it.
import type { Conversation } from '../service.ts'
import { encode, type Reply, sizeOf } from './reply.ts'

/** What a subscriber that does not read may have waiting; then it is dropped, as client-output-buffer-limit does. */
const WAITING_MAX = 4 * 1024 * 1024

export interface Transaction {
  readonly queue: (readonly string[])[]
  failed: boolean
  size: number
}

export class Client {
  readonly id: number
  readonly talk: Conversation
  readonly created: number
  active: number
  name = ''
  db = 0
  protocol: 2 | 3 = 2
  /** The user that it acts as, or null until it has authenticated. */
  user: string | null
  transaction: Transaction | null = null
  readonly watched = new Set<string>()
  /** A watched key was changed. */
  dirty = false
  readonly channels = new Set<string>()
  readonly patterns = new Set<string>()
  readonly shards = new Set<string>()
  monitoring = false
  blocked = false
  /** CLIENT REPLY: `skip` for the next command, `skipping` for this one. */
  replying: 'on' | 'off' | 'skip' | 'skipping' = 'on'
  noEvict = false
  tracking = false
  command = 'NULL'
  /** The connection ends when what was said is out. */
  closing = false
  /** True while a batch of its commands runs: what is written then leaves at its end. */
  busy = false
  #out: string[] = []
  #waiting = 0
  #held = 0
  #saying: Promise<void> | undefined
  readonly #dropping = new AbortController()

  constructor(input: { readonly id: number; readonly talk: Conversation; readonly user: string | null }) {
    this.id = input.id
    this.talk = input.talk
    this.user = input.user
    this.created = input.talk.clock.now()
    this.active = this.created
  }

  /** Aborts when the server ends the connection. */
  get dropped(): AbortSignal {
    return this.#dropping.signal
  }

  /** What the peer sends next; null at its end, and when the connection is dropped. */
  read(): Promise<Buffer | null> {
    return new Promise((resolve, reject) => {
      // A race against a promise that lives as long as the connection would keep every chunk it ever won.
      const leave = () => resolve(null)
      this.dropped.addEventListener('abort', leave, { once: true })
      this.talk
        .chunk()
        .finally(() => this.dropped.removeEventListener('abort', leave))
        .then(resolve, reject)
      if (this.dropped.aborted) leave()
    })
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size
  }

  get waiting(): number {
    return this.#waiting
  }

  /** Adds a reply to what is said to it. */
  write(reply: Reply): void {
    const size = sizeOf(reply)
    // As a full client-output-buffer-limit: the connection ends.
    if (!this.talk.hold(size)) {
      this.drop()
      return
    }
    this.#held += size
    const text = encode(reply, this.protocol)
    if (text === '') return
    this.#out.push(text)
    this.#waiting += text.length
    if (this.#waiting > WAITING_MAX && !this.busy) this.drop()
    if (!this.busy) this.#leave()
  }

  /** Says what is waiting; resolves when the peer can take more. */
  async flush(): Promise<void> {
    this.#leave()
    await this.#saying
  }

  #leave(): void {
    if (this.#saying || this.#out.length === 0) return
    const held = this.#held
    this.#held = 0
    const text = this.#out.join('')
    this.#out = []
    this.#waiting = 0
    this.#saying = this.talk.say(Buffer.from(text, 'latin1')).then(() => {
      this.#saying = undefined
      this.talk.hold(-held)
      if (!this.busy) this.#leave()
    })
  }

  /** Ends the connection from the server's side. */
  drop(): void {
    this.closing = true
    this.#dropping.abort()
  }
}

/** The client's transaction is over; what its queue took is given back. */
export function endTransaction(client: Client): void {
  client.talk.hold(-(client.transaction?.size ?? 0))
  client.transaction = null
}
