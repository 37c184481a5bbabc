// TLS listeners: TCP with the handshake done before the service sees the connection.
import type { Socket } from 'node:net'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { admit, type Listener, type ListenParts, type Meeting } from './listener.ts'
import { Stream } from './stream.ts'
import { listenStream } from './tcp.ts'

/** A handshake takes less; who has not finished it then only holds a place. */
const HANDSHAKE_MS = 60_000

/** Opens a TLS listener; rejects with the system's error, or when the decky has no certificate for the service. */
export async function listenTls(parts: ListenParts): Promise<Listener> {
  const { mark, service } = parts.binding()
  const material = parts.context.tls(mark, service.definition.name)
  if (!material) throw new Error('there is no certificate')
  const secureContext = createSecureContext({ key: material.key, cert: material.cert })
  return listenStream(parts, (listen, socket, meeting) => accept(listen, socket, { meeting, secureContext }))
}

function accept(parts: ListenParts, socket: Socket, { meeting, secureContext }: { meeting: Meeting; secureContext: SecureContext }): void {
  const leave = admit(parts, meeting)
  if (!leave) {
    socket.resetAndDestroy()
    return
  }
  // Errors of the socket below, also those before the handshake, end in the close of the one above.
  socket.on('error', () => undefined)
  const secured = new TLSSocket(socket, { isServer: true, secureContext })
  const reset = () => {
    socket.resetAndDestroy()
    secured.destroy()
  }
  const stream = new Stream({ listen: parts, meeting, socket: secured, transport: 'tls', leave, reset })
  const begun = new AbortController()
  const begin = () => {
    if (begun.signal.aborted) return
    begun.abort()
    stream.session.emit('connection.opened', { transport: 'tls', tls: tlsFacts(secured) })
    void stream.run()
  }
  secured.once('secure', begin)
  secured.once('close', () => {
    if (begun.signal.aborted) return
    begun.abort()
    stream.session.emit('connection.opened', { transport: 'tls' })
    stream.abandon('peer')
  })
  void parts.context.clock.sleep(HANDSHAKE_MS, begun.signal).then(() => {
    if (!begun.signal.aborted) secured.destroy()
  })
}

function tlsFacts(secured: TLSSocket): { version: string; cipher: string; server_name?: string; alpn?: string } {
  // Declared for clients only; on a server it holds the name that the client asked for.
  const name = 'servername' in secured && typeof secured.servername === 'string' ? secured.servername.slice(0, 255) : ''
  const alpn = typeof secured.alpnProtocol === 'string' ? secured.alpnProtocol : ''
  return {
    version: secured.getProtocol() ?? 'unknown',
    cipher: secured.getCipher().name,
    ...(name === '' ? {} : { server_name: name }),
    ...(alpn === '' ? {} : { alpn }),
  }
}
