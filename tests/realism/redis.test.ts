// Redis beside Debian's redis-server: the same probes to both.
import { createConnection } from 'node:net'
import { findService } from '@decnet/services/catalogue'
import { ownLoopback, type Side, startDaemon } from './daemon.ts'
import { drawing } from './draw.ts'
import { serveOn } from './host.ts'
import { oracle } from './oracle.ts'
import { accessProbes, configProbes, passwordProbes, serverProbes } from './redis/admin.ts'
import { exclusions } from './redis/exclusions.ts'
import { connectionProbes, protocolProbes, scriptingProbes, stateProbes } from './redis/flows.ts'
import { dataProbes } from './redis/grammar.ts'

const BINARY = '/usr/bin/redis-server'
const draw = drawing('redis')
const password = draw.word(8, 14)

/** Debian's redis.conf as its package ships it, but for what belongs to the test: where it listens and where its files lie. */
function configuration(address: string, dir: string, secret?: string): string {
  return [
    `bind ${address}`,
    'protected-mode no',
    'port 6379',
    'supervised systemd',
    'daemonize no',
    `dir ${dir}`,
    'dbfilename dump.rdb',
    'rdb-del-sync-files no',
    'repl-diskless-sync-delay 5',
    'jemalloc-bg-thread yes',
    'aof-timestamp-enabled no',
    ...(secret ? [`requirepass ${secret}`] : []),
  ].join('\n')
}

async function daemon(secret?: string): Promise<Side> {
  const address = ownLoopback()
  const side = await startDaemon({
    binary: BINARY,
    address,
    port: 6379,
    args: (dir) => [`${dir}/redis.conf`],
    files: (dir) => ({ 'redis.conf': configuration(address, dir, secret) }),
  })
  return side
}

/** Ours, emptied of the keys that its own applications left: the daemon has none. */
async function ours(secret?: string): Promise<Side> {
  const found = findService('redis')
  if (!found) throw new RangeError('redis is not in the catalogue')
  const side = await serveOn({ service: found, address: ownLoopback(), port: 6379, options: secret ? { password: secret } : {} })
  await new Promise<void>((resolve, reject) => {
    const socket = createConnection({ host: side.address, port: side.port })
    socket.once('error', reject)
    socket.once('data', () => {
      socket.destroy()
      resolve()
    })
    socket.write(secret ? `AUTH ${secret}\r\nFLUSHALL\r\n` : 'FLUSHALL\r\n')
  })
  return side
}

oracle({
  suite: 'redis',
  about: 'Debian 12’s redis-server, exposed (bind, protected-mode no), beside the redis service of a debian-12 persona.',
  binary: BINARY,
  daemon: () => daemon(),
  ours: () => ours(),
  probes: [
    ...protocolProbes(draw),
    ...connectionProbes(draw),
    ...dataProbes(draw),
    ...stateProbes(draw),
    ...scriptingProbes(draw),
    ...configProbes(draw),
    ...serverProbes(draw),
    ...accessProbes(draw),
  ],
  exclusions,
})

oracle({
  suite: 'redis with a password',
  about: 'The same with requirepass.',
  binary: BINARY,
  daemon: () => daemon(password),
  ours: () => ours(password),
  probes: passwordProbes(draw, password),
})
