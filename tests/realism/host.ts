// A small TCP host for one service: a Conversation over real sockets, without a sensor around it.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { type EventKindName, systemClock } from '@decnet/kernel'
import { type Conversation, persona, type ServiceDefinition, type ServiceModule, type Sink } from '@decnet/services'
import { Inbox } from '@decnet/services/testing'
import type { Side } from './daemon.ts'

export interface HostInput {
  readonly service: ServiceDefinition
  readonly address: string
  readonly port: number
  readonly os?: string
  readonly hostname?: string
  readonly seed?: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly onEvent?: (kind: EventKindName, facts: Readonly<Record<string, unknown>>) => void
}

/** Serves `service` on `address`:`port` until stopped. */
export async function serveOn(input: HostInput): Promise<Side> {
  const module: ServiceModule<Record<string, unknown>> = await input.service.load()
  const { serve } = module
  if (!serve) throw new RangeError(`${input.service.name} serves no streams`)
  const options = input.service.options.parse(input.options ?? {})
  const host = persona({
    os: input.os ?? 'debian-12',
    hostname: input.hostname ?? 'srv01',
    seed: Buffer.from(input.seed ?? 'oracle'),
    installedAt: Date.now(),
  })
  const states: { made?: object } = {}
  const sockets = new Set<Socket>()
  const failures: unknown[] = []
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket)
    const talk = conversation({ socket, input, states })
    socket.once('close', () => sockets.delete(socket))
    serve(talk, host, options)
      .catch((failure: unknown) => failures.push(failure))
      .finally(() => socket.end(() => socket.destroySoon()))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(input.port, input.address, resolve)
  })
  const bound = server.address()
  return {
    address: input.address,
    port: typeof bound === 'object' && bound ? bound.port : input.port,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      if (failures.length > 0) throw new AggregateError(failures, `${input.service.name} failed in ${failures.length} conversations`)
    },
  }
}

function conversation({ socket, input, states }: { socket: Socket; input: HostInput; states: { made?: object } }): Conversation {
  const inbox = new Inbox()
  const control = new AbortController()
  socket.on('data', (bytes) => inbox.push(bytes))
  const over = () => inbox.close()
  socket.on('end', over)
  socket.on('error', over)
  socket.on('close', () => {
    over()
    control.abort()
  })
  return {
    peer: { ip: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
    local: { ip: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    transport: 'tcp',
    session: '01890000-0000-7000-8000-000000000001',
    line: (max) => inbox.line(max),
    bytes: (count) => inbox.bytes(count),
    chunk: (max) => inbox.chunk(max),
    unread: (bytes) => inbox.unread(bytes),
    say: (data) =>
      new Promise((resolve) => {
        if (!socket.writable || socket.write(data)) return resolve()
        const ready = () => {
          socket.off('drain', ready)
          socket.off('close', ready)
          resolve()
        }
        socket.on('drain', ready)
        socket.on('close', ready)
      }),
    end: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
    emit: (kind, facts) => input.onEvent?.(kind, facts),
    capture: () => countingSink(),
    shared: <State extends object>(make: () => State): State => {
      states.made ??= make()
      return states.made as State
    },
    clock: systemClock,
    random: (count) => randomBytes(count),
    signal: control.signal,
  }
}

function countingSink(): Sink {
  const hash = createHash('sha256')
  let size = 0
  return {
    write: async (bytes) => {
      hash.update(bytes)
      size += bytes.length
    },
    close: async () => ({ sha256: hash.digest('hex'), size, complete: true }),
  }
}
