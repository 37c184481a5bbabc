// ACL: users and what they may.
import { at, type Call, type Handlers, OOM, same } from '../call.ts'
import type { CommandSpec } from '../command.ts'
import { whole } from '../numbers.ts'
import { error, map, OK, type Reply, set } from '../reply.ts'
import { helpFor } from './help.ts'

const CATEGORIES =
  'keyspace read write set sortedset list hash string bitmap hyperloglog geo stream pubsub admin fast slow blocking dangerous connection transaction scripting'.split(
    ' ',
  )

function categories(call: Call): Reply {
  if (call.argv.length === 2) return CATEGORIES
  if (call.argv.length > 3) return error(`ERR unknown subcommand or wrong number of arguments for 'cat'. Try ACL HELP.`)
  const name = at(call, 2).toLowerCase()
  if (!CATEGORIES.includes(name)) return error(`ERR Unknown category '${at(call, 2)}'`)
  const all = [...call.server.commands.values()].flatMap((spec): CommandSpec[] => [spec, ...spec.subcommands.values()])
  return all.filter((spec) => spec.categories.includes(name)).map((spec) => spec.name)
}

function getUser(call: Call): Reply {
  const user = call.server.access.users.get(at(call, 2))
  if (!user) return null
  const flags = [user.enabled ? 'on' : 'off']
  if (user.anyPassword) flags.push('nopass')
  if (call.server.identity.major === 6) {
    if (user.keys.includes('*')) flags.splice(1, 0, 'allkeys')
    if (user.commands[0] === '+@all') flags.push('allcommands')
  }
  const listed = (mark: string, items: readonly string[]) => items.map((item) => `${mark}${item}`).join(' ')
  const entries: [Reply, Reply][] = [
    ['flags', set(flags)],
    ['passwords', [...user.passwords]],
    ['commands', user.commands.join(' ')],
    ['keys', call.server.identity.major >= 7 ? listed('~', user.keys) : user.keys],
  ]
  if (call.server.identity.major >= 7) entries.push(['channels', listed('&', user.channels)], ['selectors', []])
  return map(entries)
}

function setUser(call: Call): Reply {
  const name = at(call, 2)
  if (/[\s\0]/.test(name)) return error("ERR Usernames can't contain spaces or null characters")
  const fault = call.server.access.change(name, call.argv.slice(3))
  if (!fault) return OK
  if (fault === 'full') return OOM
  return error(`ERR Error in ACL SETUSER modifier '${fault.rule}': ${fault.why}`)
}

function deleteUsers(call: Call): Reply {
  const names = call.argv.slice(2)
  if (names.includes('default')) return error("ERR The 'default' user cannot be removed")
  const gone = names.filter((name) => call.server.access.remove(name))
  for (const client of call.server.clients.values()) {
    if (client.user === null || !gone.includes(client.user)) continue
    if (client === call.client) client.closing = true
    else client.drop()
  }
  return gone.length
}

function generate(call: Call): Reply {
  const bits = call.argv.length > 2 ? whole(at(call, 2)) : 256
  if (bits === undefined) return error('ERR value is not an integer or out of range')
  if (bits <= 0 || bits > 4096) {
    return error('ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096')
  }
  const digits = Math.ceil(bits / 4)
  return call.client.talk
    .random(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits)
}

function log(call: Call): Reply {
  if (call.argv.length === 3) {
    if (same(call.argv[2], 'RESET')) return OK
    if (whole(at(call, 2)) === undefined) return error('ERR value is not an integer or out of range')
  }
  return []
}

const NO_FILE = error(
  'ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order to store users in the Redis configuration.',
)

export const acl: Handlers = {
  'acl|cat': categories,
  'acl|whoami': ({ client }) => client.user,
  'acl|users': ({ server }) => [...server.access.users.keys()].sort(),
  'acl|list': ({ server }) =>
    [...server.access.users.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((user) => server.access.describe(user)),
  'acl|getuser': getUser,
  'acl|setuser': setUser,
  'acl|deluser': deleteUsers,
  'acl|genpass': generate,
  'acl|log': log,
  'acl|save': () => NO_FILE,
  'acl|load': () => NO_FILE,
  'acl|dryrun': (call) => {
    if (!call.server.access.users.has(at(call, 2))) return error(`ERR User '${at(call, 2)}' not found`)
    return call.server.commands.has(at(call, 3).toLowerCase()) ? OK : error(`ERR Command '${at(call, 3)}' not found`)
  },
  'acl|help': helpFor('acl'),
}
