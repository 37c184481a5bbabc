// TCP listeners.
import { createServer, type Socket } from 'node:net'
import { admit, type Listener, type ListenParts, type Meeting, plainAddress } from './listener.ts'
import { Stream } from './stream.ts'

/** Dead peers are found as redis and sshd find them: probes after five quiet minutes. */
const KEEP_ALIVE_MS = 300_000

/** What is done with each connection of a listener. */
export type Accept = (parts: ListenParts, socket: Socket, meeting: Meeting) => void

/** Opens a TCP listener; rejects with the system's error. */
export function listenTcp(parts: ListenParts): Promise<Listener> {
  return listenStream(parts, acceptTcp)
}

/** Opens a stream listener that hands admitted connections to `accept`. Half-closed peers still get their answer. */
export function listenStream(parts: ListenParts, accept: Accept): Promise<Listener> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, (socket) => {
    const meeting = meet(socket)
    // A peer that is gone before we look has no address any more.
    if (meeting) accept(parts, socket, meeting)
    else socket.destroy()
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: parts.address, port: parts.bindPort }, () => {
      server.off('error', reject)
      server.on('error', (error) => parts.context.log('a listener failed', { listener: parts.key, error: error.message }))
      const bound = server.address()
      const port = typeof bound === 'object' && bound ? bound.port : parts.bindPort
      resolve({ port, close: () => void server.close() })
    })
  })
}

function acceptTcp(parts: ListenParts, socket: Socket, meeting: Meeting): void {
  const leave = admit(parts, meeting)
  if (!leave) {
    socket.resetAndDestroy()
    return
  }
  const stream = new Stream({ listen: parts, meeting, socket, transport: 'tcp', leave, reset: () => void socket.resetAndDestroy() })
  stream.session.emit('connection.opened', { transport: 'tcp' })
  void stream.run()
}

function meet({ remoteAddress, remotePort, localAddress, localPort }: Socket): Meeting | undefined {
  if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined || localPort === undefined) return undefined
  return { peer: { ip: plainAddress(remoteAddress), port: remotePort }, local: { ip: plainAddress(localAddress), port: localPort } }
}
