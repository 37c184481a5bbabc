// Replication: a decky follows nobody, but says that it tries, and tells who asked.
import { printable } from '@decnet/kernel'
import { at, type Call, type Handlers, same, SYNTAX } from '../call.ts'
import { whole } from '../numbers.ts'
import { error, OK, type Reply, status } from '../reply.ts'

function follow(call: Call): Reply {
  const { server, client } = call
  if (same(call.argv[1], 'NO') && same(call.argv[2], 'ONE')) {
    // A replica that becomes a master goes on under a new id, and remembers the old one.
    if (server.replication.master) server.replication.history = client.talk.random(20).toString('hex')
    server.replication.master = null
    return OK
  }
  const port = whole(at(call, 2))
  if (port === undefined || port < 0 || port > 65_535) return error('ERR Invalid master port')
  const host = at(call, 1)
  client.talk.emit('file.requested', {
    address: printable(Buffer.from(`${host}:${port}`, 'latin1'), 512),
    tool: 'replicaof',
  })
  const { master } = server.replication
  if (master && master.host.toLowerCase() === host.toLowerCase() && master.port === port) {
    return status('OK Already connected to specified master')
  }
  server.replication.master = { host, port, since: server.clock.now() }
  return OK
}

function role({ server }: Call): Reply {
  const { master } = server.replication
  return master ? ['slave', master.host, master.port, 'connect', -1] : ['master', 0, []]
}

function configure(call: Call): Reply {
  if (call.argv.length % 2 === 0) return SYNTAX
  for (let index = 1; index < call.argv.length; index += 2) {
    const [word, value] = [at(call, index).toLowerCase(), at(call, index + 1)]
    if (word === 'listening-port' && whole(value) === undefined) return error('ERR value is not an integer or out of range')
    if (/^(listening-port|ip-address|capa|rdb-only|rdb-filter-only)$/.test(word)) continue
    if (word === 'ack' || word === 'getack') return { kind: 'nothing' }
    return error(`ERR Unrecognized REPLCONF option: ${at(call, index)}`)
  }
  return OK
}

function failover(call: Call): Reply {
  if (call.argv.length === 2 && same(call.argv[1], 'ABORT')) return error('ERR No failover in progress.')
  return call.server.replication.master
    ? error('ERR FAILOVER is not valid when server is a replica.')
    : error('ERR FAILOVER requires connected replicas.')
}

/** A full resynchronisation that begins and never ends is what a busy master gives; the empty answer keeps the peer waiting. */
function synchronise(call: Call): Reply {
  if (call.spec.name === 'sync') return { kind: 'nothing' }
  if (whole(at(call, 2)) === undefined) return error('ERR value is not an integer or out of range')
  return status(`FULLRESYNC ${call.server.identity.replicationId} 0`)
}

export const replication: Handlers = {
  replicaof: follow,
  slaveof: follow,
  role,
  replconf: configure,
  failover,
  psync: synchronise,
  sync: synchronise,
}
