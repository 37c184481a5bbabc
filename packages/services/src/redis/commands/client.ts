// CLIENT: names, lists, kills, replies on and off.
import { printable } from '@decnet/kernel'
import { at, type Call, type Handlers, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import type { Client } from '../client.ts'
import { whole } from '../numbers.ts'
import { error, type Fault, map, NOTHING, OK, type Reply, set, verbatim } from '../reply.ts'
import { helpFor } from './help.ts'

/** Why a name cannot be one. */
export function clientName(name: string): Fault | undefined {
  return /^[!-~]*$/.test(name) ? undefined : error('ERR Client names cannot contain spaces, newlines or special characters.')
}

/** Names the client, and tells of it. */
export function setName(call: Call, name: string): void {
  if (!call.client.talk.hold(name.length - call.client.name.length)) return
  call.client.name = name
  if (name === '') return
  call.client.talk.emit('client.identified', { what: 'client_name', value: printable(Buffer.from(name, 'latin1'), 512) })
}

const typeOf = (client: Client) => (client.subscriptions > 0 ? 'pubsub' : 'normal')

function flagsOf(client: Client): string {
  let flags = ''
  if (client.monitoring) flags += 'O'
  if (client.subscriptions > 0) flags += 'P'
  if (client.transaction) flags += 'x'
  if (client.blocked) flags += 'b'
  if (client.tracking) flags += 't'
  return flags || 'N'
}

function line(call: Call, client: Client): string {
  const now = call.server.clock.now()
  const [peer, local] = [client.talk.peer, client.talk.local]
  const me = client === call.client
  const fields: [string, string | number][] = [
    ['id', client.id],
    ['addr', `${peer.ip}:${peer.port}`],
    ['laddr', `${local.ip}:${local.port}`],
    ['fd', 8 + (client.id % 40)],
    ['name', client.name],
    ['age', Math.floor((now - client.created) / 1000)],
    ['idle', Math.floor((now - client.active) / 1000)],
    ['flags', flagsOf(client)],
    ['db', client.db],
    ['sub', client.channels.size],
    ['psub', client.patterns.size],
    ['ssub', client.shards.size],
    ['multi', client.transaction ? client.transaction.queue.length : -1],
    ['qbuf', me ? 26 : 0],
    ['qbuf-free', me ? 20_448 : 0],
    ['argv-mem', me ? 10 : 0],
    ['multi-mem', client.transaction?.size ?? 0],
    ['rbs', me ? 1024 : 1024],
    ['rbp', 0],
    ['obl', 0],
    ['oll', 0],
    ['omem', 0],
    ['tot-mem', me ? 22_298 : 1928],
    ['events', 'r'],
    ['cmd', client.command],
    ['user', client.user ?? 'default'],
    ['redir', -1],
    ['resp', client.protocol],
  ]
  const old = new Set(['laddr', 'ssub', 'multi-mem', 'rbs', 'rbp', 'tot-mem', 'redir', 'resp'])
  const kept = call.server.identity.major === 6 ? fields.filter(([name]) => !old.has(name)) : fields
  return kept.map(([name, value]) => `${name}=${value}`).join(' ')
}

function list(call: Call): Reply {
  let clients = [...call.server.clients.values()]
  if (call.argv.length > 2) {
    if (same(call.argv[2], 'TYPE') && call.argv.length === 4) {
      const type = at(call, 3).toLowerCase()
      if (!/^(normal|master|slave|replica|pubsub)$/.test(type)) return error(`ERR Unknown client type '${at(call, 3)}'`)
      clients = clients.filter((client) => typeOf(client) === type)
    } else if (same(call.argv[2], 'ID') && call.argv.length > 3) {
      const ids = call.argv.slice(3).map((text) => whole(text))
      if (ids.some((id) => id === undefined || id <= 0)) return error('ERR Invalid client ID')
      clients = clients.filter((client) => ids.includes(client.id))
    } else return SYNTAX
  }
  return verbatim(clients.map((client) => `${line(call, client)}\n`).join(''))
}

type Test = (client: Client) => boolean

function killTest(call: Call): { tests: Test[]; skipMe: boolean } | Fault {
  const tests: Test[] = []
  let skipMe = true
  if (call.argv.length % 2 === 1) return SYNTAX
  for (let index = 2; index < call.argv.length; index += 2) {
    const [word, value] = [at(call, index).toUpperCase(), at(call, index + 1)]
    if (word === 'ID') {
      const id = whole(value)
      if (id === undefined) return error('ERR client-id should be greater than 0')
      tests.push((client) => client.id === id)
    } else if (word === 'TYPE') {
      if (!/^(normal|master|slave|replica|pubsub)$/i.test(value)) return error(`ERR Unknown client type '${value}'`)
      tests.push((client) => typeOf(client) === value.toLowerCase())
    } else if (word === 'ADDR') tests.push((client) => `${client.talk.peer.ip}:${client.talk.peer.port}` === value)
    else if (word === 'LADDR') tests.push((client) => `${client.talk.local.ip}:${client.talk.local.port}` === value)
    else if (word === 'USER') {
      if (!call.server.access.users.has(value)) return error(`ERR No such user '${value}'`)
      tests.push((client) => client.user === value)
    } else if (word === 'SKIPME' && /^(yes|no)$/i.test(value)) skipMe = value.toLowerCase() === 'yes'
    else return SYNTAX
  }
  return { tests, skipMe }
}

function kill(call: Call): Reply {
  const short = call.argv.length === 3
  const plan = short
    ? { tests: [(client: Client) => `${client.talk.peer.ip}:${client.talk.peer.port}` === at(call, 2)], skipMe: false }
    : killTest(call)
  if ('kind' in plan) return plan
  let killed = 0
  for (const client of call.server.clients.values()) {
    if ((plan.skipMe && client === call.client) || !plan.tests.every((test) => test(client))) continue
    killed++
    if (client === call.client) client.closing = true
    else client.drop()
  }
  if (!short) return killed
  return killed > 0 ? OK : error('ERR No such client')
}

function replyMode(call: Call): Reply {
  const mode = at(call, 2).toUpperCase()
  if (mode === 'ON') {
    call.client.replying = 'on'
    return OK
  }
  if (mode !== 'OFF' && mode !== 'SKIP') return SYNTAX
  if (mode === 'OFF') call.client.replying = 'off'
  else if (call.client.replying !== 'off') call.client.replying = 'skip'
  return NOTHING
}

function onOff(call: Call, apply: (on: boolean) => void): Reply {
  if (!same(call.argv[2], 'ON') && !same(call.argv[2], 'OFF')) return SYNTAX
  apply(same(call.argv[2], 'ON'))
  return OK
}

function pause(call: Call): Reply {
  if (call.argv.length === 4 && !/^(write|all)$/i.test(at(call, 3))) return error('ERR CLIENT PAUSE mode must be WRITE or ALL')
  const time = whole(at(call, 2))
  if (time === undefined) return error('ERR timeout is not an integer or out of range')
  return time < 0 ? error('ERR timeout is negative') : OK
}

function unblock(call: Call): Reply {
  const id = whole(at(call, 2))
  if (id === undefined) return NOT_INTEGER
  if (call.argv.length === 4 && !/^(timeout|error)$/i.test(at(call, 3)))
    return error('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR')
  const client = call.server.clients.get(id)
  if (!client?.blocked) return 0
  const reply = same(call.argv[3], 'ERROR') ? error('UNBLOCKED client unblocked via CLIENT UNBLOCK') : ({ kind: 'null array' } as const)
  return call.server.room.release(client, reply) ? 1 : 0
}

export const clientCommands: Handlers = {
  'client|setname': (call) => {
    const fault = clientName(at(call, 2))
    if (!fault) setName(call, at(call, 2))
    return fault ?? OK
  },
  'client|getname': ({ client }) => client.name || null,
  'client|id': ({ client }) => client.id,
  'client|info': (call) => verbatim(`${line(call, call.client)}\n`),
  'client|list': list,
  'client|kill': kill,
  'client|reply': replyMode,
  'client|no-evict': (call) => onOff(call, (on) => Object.assign(call.client, { noEvict: on })),
  'client|tracking': (call) => {
    if (call.client.protocol === 2) {
      return error(
        'ERR Client tracking can be enabled only with RESP3 protocol or when a different client connection is used to redirect...',
      )
    }
    return onOff(call, (on) => Object.assign(call.client, { tracking: on }))
  },
  'client|trackinginfo': ({ client }) =>
    map([
      ['flags', set([client.tracking ? 'on' : 'off'])],
      ['redirect', client.tracking ? 0 : -1],
      ['prefixes', []],
    ]),
  'client|getredir': ({ client }) => (client.tracking ? 0 : -1),
  'client|caching': ({ client }) =>
    client.tracking
      ? OK
      : error('ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled'),
  'client|pause': pause,
  'client|unpause': () => OK,
  'client|unblock': unblock,
  'client|help': helpFor('client'),
}
