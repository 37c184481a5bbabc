// The way to the server: one unix socket, connected again whenever it breaks; orders in, messages out.
import { connect, type Socket } from 'node:net'
import { type AgentMessage, type AgentOrder, agentOrder, type Clock, jsonLineReader } from '@decnet/kernel'
import type { Log } from './log.ts'

const MAX_LINE = 256 * 1024
/** A server that does not read what it is told is left; the next connection begins anew. */
const MAX_UNSENT = 16 * 1024 * 1024
const FIRST_WAIT = 100
const LAST_WAIT = 500

export interface LinkParts {
  readonly path: string
  readonly clock: Clock
  readonly log: Log
  /** What is said first on every connection: `hello`, then all that is known. */
  readonly greeting: () => readonly AgentMessage[]
  readonly obey: (order: AgentOrder) => void
}

/** The agent's connection to the server. */
export class ServerLink {
  readonly #parts: LinkParts
  #socket: Socket | null = null

  constructor(parts: LinkParts) {
    this.#parts = parts
  }

  /** Says something, if the server is there; if not, the next greeting says it. */
  say(message: AgentMessage): void {
    const socket = this.#socket
    if (!socket) return
    socket.write(`${JSON.stringify(message)}\n`)
    if (socket.writableLength > MAX_UNSENT) {
      this.#parts.log.warn({ unsent: socket.writableLength }, 'the server does not read; the connection is given up')
      socket.destroy()
    }
  }

  /** Stays connected until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts
    let wait = FIRST_WAIT
    while (!signal.aborted) {
      wait = (await this.#converse(signal)) ? FIRST_WAIT : Math.min(wait * 2, LAST_WAIT)
      await clock.sleep(wait, signal)
    }
  }

  /** One connection, from its start to its end; false when it never stood. */
  #converse(signal: AbortSignal): Promise<boolean> {
    const { path, log, greeting, obey } = this.#parts
    return new Promise((resolve) => {
      const socket = connect(path)
      const leave = () => socket.destroy()
      signal.addEventListener('abort', leave, { once: true })
      const reader = jsonLineReader(agentOrder, MAX_LINE)
      let stood = false
      socket.on('connect', () => {
        stood = true
        this.#socket = socket
        log.info({}, 'connected to the server')
        for (const message of greeting()) this.say(message)
      })
      socket.on('data', (bytes) => {
        for (const line of reader.feed(bytes)) {
          if (line.ok) obey(line.value)
          else log.warn({ reason: line.reason }, 'the server said something that is not understood')
        }
      })
      // Every failure is followed by 'close'.
      socket.on('error', (error) => stood && log.warn({ err: error }, 'the connection to the server failed'))
      socket.on('close', () => {
        this.#socket = null
        signal.removeEventListener('abort', leave)
        resolve(stood)
      })
    })
  }
}
