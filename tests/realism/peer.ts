// A probing client: up to a few connections to one side, and the wait until both sides are quiet.
import { connect, type Socket } from 'node:net'
import type { Side } from './daemon.ts'

/** What one connection heard in one step. */
export interface Outcome {
  readonly bytes: Buffer
  readonly closed: boolean
}

export interface Peer {
  send(on: number, data: string | Uint8Array): Promise<void>
  /** Half-closes every connection. */
  finish(): void
  /** What came since the last `take`, by connection. */
  look(): readonly Outcome[]
  /** The same, and it is taken. */
  take(): readonly Outcome[]
  /** Bytes and closes so far, and when the last of them came (`performance.now()`). */
  progress(): { readonly mark: string; readonly last: number }
  close(): void
}

interface Wire {
  readonly socket: Socket
  readonly parts: Buffer[]
  total: number
  closed: boolean
  last: number
}

/** A {@link Peer} of that side; connections are opened when first used. Text is sent as latin1. */
export function converse(side: Side): Peer {
  const wires: Wire[] = []
  const open = async (on: number): Promise<Wire> => {
    while (wires.length <= on) wires.push(await dial(side))
    const wire = wires[on]
    if (!wire) throw new RangeError(`no connection ${on}`)
    return wire
  }
  return {
    send: async (on, data) => {
      const wire = await open(on)
      wire.last = performance.now()
      if (wire.socket.writable) wire.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data)
    },
    finish: () => {
      for (const wire of wires) wire.socket.end()
    },
    look: () => wires.map((wire) => ({ bytes: Buffer.concat(wire.parts), closed: wire.closed })),
    take: () => wires.map((wire) => ({ bytes: Buffer.concat(wire.parts.splice(0)), closed: wire.closed })),
    progress: () => ({
      mark: wires.map((wire) => `${wire.total}${wire.closed ? 'c' : 'o'}`).join(' '),
      last: Math.max(0, ...wires.map((wire) => wire.last)),
    }),
    close: () => {
      for (const wire of wires) wire.socket.destroy()
    },
  }
}

function dial({ address, port }: Side): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true })
    const wire: Wire = { socket, parts: [], total: 0, closed: false, last: performance.now() }
    const closed = () => {
      if (!wire.closed) wire.last = performance.now()
      wire.closed = true
    }
    socket.on('data', (bytes) => {
      wire.parts.push(bytes)
      wire.total += bytes.length
      wire.last = performance.now()
    })
    socket.on('end', closed)
    socket.on('close', closed)
    socket.on('error', closed)
    socket.once('connect', () => resolve(wire))
    socket.once('error', reject)
  })
}

/**
 * Waits until both were silent for `quiet` ms. Unequal answers get up to 1.5 s to become equal,
 * so that a loaded machine does not turn slowness into a difference; silence on both sides gets 150 ms to be broken.
 */
export async function settleBoth(talks: readonly [Peer, Peer], quiet: number, equal: () => boolean): Promise<void> {
  const start = performance.now()
  const before = talks.map((talk) => talk.progress().mark)
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 4))
    const now = performance.now()
    const [first, second] = [talks[0].progress(), talks[1].progress()]
    if (now - Math.max(first.last, second.last) < quiet && now - start < 10_000) continue
    const silent = first.mark === before[0] && second.mark === before[1]
    const patience = silent ? Math.max(150, quiet) : equal() ? 0 : 1500
    if (now - start >= patience) return
  }
}
