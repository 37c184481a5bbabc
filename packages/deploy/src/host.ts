// Facts of this host that a plan needs: which ports may be bound, and whether an address and port are free.
import { createSocket } from 'node:dgram'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Probe, ProbeAnswer } from './plan/addresses.ts'

/** CAP_NET_BIND_SERVICE (capabilities(7)). */
const BIND_SERVICE_BIT = 10n

/** What this host allows. */
export interface HostFacts {
  readonly lowestPort: number
  readonly sharedLoopback: boolean
  readonly probe: Probe
}

/** Reads the facts of this host for a process that runs as this one does. */
export async function hostFacts(): Promise<HostFacts> {
  return { lowestPort: await lowestPort(), sharedLoopback: process.platform !== 'linux', probe: probeSocket }
}

/** The lowest port that a sensor may bind: 1 for root or with CAP_NET_BIND_SERVICE, else the kernel's limit. */
async function lowestPort(): Promise<number> {
  if (process.platform !== 'linux') return process.getuid?.() === 0 ? 1 : 1024
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  if (effective !== undefined && (BigInt(`0x${effective}`) >> BIND_SERVICE_BIT) & 1n) return 1
  const limit = Number.parseInt(await readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8').catch(() => '1024'), 10)
  return Number.isNaN(limit) ? 1024 : Math.max(1, limit)
}

/** Tries to bind, and lets go at once. */
export const probeSocket: Probe = ({ address, protocol, port }) => (protocol === 'udp' ? probeUdp(address, port) : probeTcp(address, port))

function probeTcp(address: string, port: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(answerOf(error)))
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve('free')))
  })
}

function probeUdp(address: string, port: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', (error) => {
      socket.close()
      resolve(answerOf(error))
    })
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve('free')))
  })
}

function answerOf(error: NodeJS.ErrnoException): ProbeAnswer {
  if (error.code === 'EADDRINUSE') return 'taken'
  return error.code === 'EACCES' || error.code === 'EPERM' ? 'forbidden' : 'no_address'
}
