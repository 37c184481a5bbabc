// The server's side of run/agent.sock: one agent at a time, JSON lines both ways, everything bounded.
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { type AgentMessage, type AgentOrder, agentMessage, jsonLineReader, Problem, socketPath } from '@decnet/kernel'
import type { Agents } from './agents.ts'
import type { Log } from './reconciler.ts'

const MAX_LINE = 64 * 1024
/** An agent that does not take in what it is told is cut off here; it comes back and hears everything again. */
const MAX_UNSENT = 32 * 1024 * 1024
/** Messages that wait for the reconciler before the socket is read no further. */
const MAX_WAITING = 1024

/** An open port for agents. */
export interface AgentSocket extends Agents {
  /** Where it really listens: the path asked for may be too long. */
  readonly path: string
  close(): Promise<void>
}

/**
 * Listens at `path` (absolute; mode 0600, in a directory of mode 0700). A socket file that a dead server left is replaced;
 * throws Problem `conflict` when a living one answers there.
 */
export async function openAgentSocket(options: { path: string; log: Log }): Promise<AgentSocket> {
  const path = socketPath(options.path, tmpdir())
  await ownDirectory(dirname(path))
  if (await answers(path)) throw new Problem('conflict', `Another server uses this data directory: it listens on ${path}`)
  await rm(path, { force: true })
  const port = new SocketAgents(path, options.log)
  await port.listen()
  return port
}

class SocketAgents implements AgentSocket {
  readonly path: string
  readonly messages: AsyncIterable<AgentMessage>
  readonly #log: Log
  readonly #server: Server
  readonly #waiting: AgentMessage[] = []
  #peer: Socket | null = null
  #wake: (() => void) | null = null
  #closed = false

  constructor(path: string, log: Log) {
    this.path = path
    this.#log = log
    this.#server = createServer((socket) => this.#accept(socket))
    this.messages = this.#read()
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.path, resolve)
    })
    await chmod(this.path, 0o600)
  }

  get connected(): boolean {
    return this.#peer !== null
  }

  send(order: AgentOrder): void {
    const peer = this.#peer
    if (!peer) return
    peer.write(`${JSON.stringify(order)}\n`)
    if (peer.writableLength > MAX_UNSENT) {
      this.#log.warn({ unsent: peer.writableLength }, 'the agent does not take its orders; it is cut off')
      peer.destroy()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#wake?.()
    this.#peer?.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #accept(socket: Socket): void {
    socket.on('error', (error) => this.#log.warn({ err: error }, 'the connection to the agent failed'))
    // The first stays: two agents that put each other out would start and stop deckies in turns.
    if (this.#peer) {
      this.#log.warn({}, 'a second agent was turned away')
      socket.destroy()
      return
    }
    this.#peer = socket
    const reader = jsonLineReader(agentMessage, MAX_LINE)
    socket.on('data', (bytes) => {
      for (const line of reader.feed(bytes)) {
        if (line.ok) this.#waiting.push(line.value)
        else this.#log.warn({ reason: line.reason }, 'the agent said something that is not understood')
      }
      if (this.#waiting.length >= MAX_WAITING) socket.pause()
      this.#wake?.()
    })
    socket.on('close', () => {
      if (this.#peer === socket) this.#peer = null
      this.#wake?.()
    })
  }

  async *#read(): AsyncGenerator<AgentMessage> {
    while (!this.#closed) {
      const message = this.#waiting.shift()
      if (message) {
        yield message
        continue
      }
      this.#peer?.resume()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** Makes the directory, and refuses one that somebody else made: in /tmp anyone may. */
async function ownDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const found = await lstat(directory)
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Problem('conflict', `${directory} does not belong to this user`)
  }
  await chmod(directory, 0o700)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
