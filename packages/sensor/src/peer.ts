// An attacker for tests: a socket with a memory, and promises for what it sees.
import { connect, type Socket } from 'node:net'

/** What is heard beyond is read and forgotten. */
const REMEMBERED = 1024 * 1024

/** A connected peer. */
export class Peer {
  readonly socket: Socket
  heard = Buffer.alloc(0)
  /** How the connection ended: `end` for a FIN, `reset` for an RST. */
  over: 'end' | 'reset' | undefined
  #changed: () => void = () => undefined

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes: Buffer) => {
      if (this.heard.length < REMEMBERED) this.heard = Buffer.concat([this.heard, bytes])
      this.#changed()
    })
    socket.on('end', () => this.#end('end'))
    socket.on('error', () => this.#end('reset'))
    socket.on('close', () => this.#end('end'))
  }

  get text(): string {
    return this.heard.toString('latin1')
  }

  say(text: string | Buffer): void {
    this.socket.write(text)
  }

  /** Waits (10 s at most) until this holds. */
  async until(wanted: (peer: Peer) => boolean): Promise<this> {
    const deadline = AbortSignal.timeout(10_000)
    while (!wanted(this)) {
      if (deadline.aborted) throw new Error(`not reached; heard ${JSON.stringify(this.text.slice(-500))}, over: ${this.over}`)
      await new Promise<void>((resolve) => {
        this.#changed = resolve
        deadline.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    return this
  }

  /** Waits for text. */
  hears(text: string): Promise<this> {
    return this.until((peer) => peer.text.includes(text))
  }

  /** Waits for the end and says how it came. */
  async ends(): Promise<'end' | 'reset' | undefined> {
    await this.until((peer) => peer.over !== undefined)
    return this.over
  }

  #end(how: 'end' | 'reset'): void {
    this.over ??= how
    this.#changed()
  }
}

/** Connects, from `from` when given. A reset as early as that is how this peer ended, not a failure. */
export function dial(
  port: number,
  options: { readonly host?: string; readonly from?: string; readonly allowHalfOpen?: boolean } = {},
): Promise<Peer> {
  const { host = '127.0.0.1', from, allowHalfOpen = false } = options
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen, ...(from ? { localAddress: from } : {}) })
    const peer = new Peer(socket)
    const refused = (error: Error & { code?: string }) => (error.code === 'ECONNRESET' ? resolve(peer) : reject(error))
    socket.once('error', refused)
    socket.once('connect', () => {
      socket.off('error', refused)
      resolve(peer)
    })
  })
}

/** Waits (10 s at most) until `wanted` holds. */
export async function eventually(wanted: () => boolean | Promise<boolean>, seen: () => unknown = () => ''): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await wanted())) {
    if (Date.now() > deadline) throw new Error(`did not happen; ${JSON.stringify(seen())}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
