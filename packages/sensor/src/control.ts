// The control channel: a unix socket that only the runtime can reach; lines of JSON in, lines of JSON out.
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { SensorOrder } from '@decnet/kernel'
import { type ControlAnswer, parseOrder } from './orders.ts'

/** A spec with its options is some KiB; what is longer is not from a runtime. */
const LINE_BYTES = 256 * 1024

export interface ControlParts {
  readonly path: string
  readonly hello: ControlAnswer
  /** Carries out one order; called one at a time. */
  readonly obey: (order: SensorOrder) => Promise<ControlAnswer>
}

export interface Control {
  close(): void
}

/**
 * Listens at `path` with mode 0600. A path that a dead sensor left behind is taken over; one that answers is another
 * sensor's, and rejects. Connections come and go, several at a time if need be; the sensor outlives them all.
 */
export async function openControl(parts: ControlParts): Promise<Control> {
  if (await answers(parts.path)) throw new Error(`another sensor answers at ${parts.path}`)
  rmSync(parts.path, { force: true })
  const sockets = new Set<Socket>()
  let last: Promise<void> = Promise.resolve()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveControl(socket, parts, (work) => {
      last = last.then(work)
    })
  })
  await listen(server, parts.path)
  return {
    close() {
      server.close()
      for (const socket of sockets) socket.end()
    },
  }
}

function serveControl(socket: Socket, parts: ControlParts, enqueue: (work: () => Promise<void>) => void): void {
  const say = (answer: ControlAnswer) => {
    if (socket.writable) socket.write(`${JSON.stringify(answer)}\n`)
  }
  socket.on('error', () => undefined)
  say(parts.hello)
  let held = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    held += text
    const lines = held.split('\n')
    held = lines.pop() ?? ''
    for (const line of lines) {
      const order = parseOrder(line)
      if (typeof order === 'string') say({ refused: order })
      else enqueue(async () => say(await obeyed(parts, order)))
    }
    if (held.length <= LINE_BYTES) return
    say({ refused: 'the line is too long' })
    socket.destroySoon()
  })
}

/** An order that fails is answered as refused: the runtime is told, and the next order is still heard. */
async function obeyed(parts: ControlParts, order: SensorOrder): Promise<ControlAnswer> {
  try {
    return await parts.obey(order)
  } catch (error) {
    return { refused: error instanceof Error ? error.message : 'failed' }
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // No moment in which another user could connect: the mode is right from the bind on.
    const mask = process.umask(0o177)
    server.listen(path, () => {
      chmodSync(path, 0o600)
      server.off('error', reject)
      server.on('error', () => undefined)
      resolve()
    })
    process.umask(mask)
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path)
    probe.on('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.on('error', () => resolve(false))
  })
}
