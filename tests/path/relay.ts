// Gives a client that cannot choose its source address one: a relay on loopback that connects on from another 127.x address.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Where a relay listens. */
export interface Relay extends AsyncDisposable {
  readonly host: string
  readonly port: number
}

/** Relays 127.0.0.1:`port` (0: any) to `target`, arriving there from `source`. */
export async function relay(source: string, target: { host: string; port: number }, port = 0): Promise<Relay> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: target.host, port: target.port, localAddress: source, allowHalfOpen: true })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroySoon()
      })
    }
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
