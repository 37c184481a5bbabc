// UDP listeners: datagrams sorted into flows by peer.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { Flow } from './flow.ts'
import { admit, type Listener, type ListenParts, plainAddress } from './listener.ts'

/** Opens a UDP listener; rejects with the system's error. */
export function listenUdp(parts: ListenParts): Promise<Listener> {
  const socket = createSocket(isIPv6(parts.address) ? 'udp6' : 'udp4')
  const flows = new Map<string, Flow>()
  const flowOf = (from: RemoteInfo): Flow | undefined => {
    const key = `${from.address} ${from.port}`
    const known = flows.get(key)
    if (known) return known
    const meeting = { peer: { ip: plainAddress(from.address), port: from.port }, local: { ip: parts.address, port: socket.address().port } }
    const leaveGates = admit(parts, meeting)
    if (!leaveGates) return undefined
    const leave = () => {
      flows.delete(key)
      leaveGates()
    }
    // A packet that cannot be sent is lost, as packets are.
    const send = (packet: Uint8Array) => socket.send(packet, from.port, from.address, () => undefined)
    const flow = new Flow({ listen: parts, meeting, leave, send })
    flows.set(key, flow)
    return flow
  }
  socket.on('message', (packet, from) => flowOf(from)?.hear(packet))
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address: parts.address, port: parts.bindPort, exclusive: true }, () => {
      socket.off('error', reject)
      socket.on('error', (error) => parts.context.log('a listener failed', { listener: parts.key, error: error.message }))
      resolve({ port: socket.address().port, close: () => void socket.close() })
    })
  })
}
