// The connection: PING, SELECT, AUTH, HELLO, QUIT, RESET.
import { base64, printable } from '@decnet/kernel'
import { at, type Call, databaseAt, type Handlers, same } from '../call.ts'
import { endTransaction } from '../client.ts'
import { whole } from '../numbers.ts'
import { error, type Fault, isFault, map, OK, type Reply, status } from '../reply.ts'
import { clientName, setName } from './client.ts'
import { endSubscriptions } from './pubsub.ts'

const WRONG = error('WRONGPASS invalid username-password pair or user is disabled.')
const NOT_CONFIGURED = error(
  'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
)

/** Tries a credential and tells of it. */
function tryCredential(call: Call, user: string, secret: string): boolean {
  const right = call.server.access.check(user, secret)
  tell(call, { user, secret, accepted: right })
  if (right) call.client.user = user
  return right
}

function tell(call: Call, { user, secret, accepted }: { user: string; secret: string; accepted: boolean }): void {
  const bytes = Buffer.from(secret, 'latin1')
  call.client.talk.emit('credential.tried', {
    method: 'password',
    principal: printable(Buffer.from(user, 'latin1'), 256),
    secret: printable(bytes, 512),
    secret_b64: base64(bytes, 1024),
    outcome: accepted ? 'accepted' : 'rejected',
  })
}

function auth(call: Call): Reply {
  if (call.argv.length > 3) return error('ERR syntax error')
  if (call.argv.length === 3) return tryCredential(call, at(call, 1), at(call, 2)) ? OK : WRONG
  if (call.server.access.open) {
    tell(call, { user: 'default', secret: at(call, 1), accepted: false })
    return NOT_CONFIGURED
  }
  return tryCredential(call, 'default', at(call, 1)) ? OK : WRONG
}

interface HelloPlan {
  readonly protocol: 2 | 3
  readonly credential: readonly [string, string] | undefined
  readonly name: string | undefined
}

function helloPlan(call: Call): HelloPlan | Fault {
  if (call.argv.length === 1) return { protocol: call.client.protocol, credential: undefined, name: undefined }
  const version = whole(at(call, 1))
  if (version === undefined) return error('ERR Protocol version is not an integer or out of range')
  if (version !== 2 && version !== 3) return error('NOPROTO unsupported protocol version')
  let credential: readonly [string, string] | undefined
  let name: string | undefined
  for (let index = 2; index < call.argv.length; index++) {
    const left = call.argv.length - index - 1
    if (same(call.argv[index], 'AUTH') && left >= 2) {
      credential = [at(call, index + 1), at(call, index + 2)]
      index += 2
    } else if (same(call.argv[index], 'SETNAME') && left >= 1) {
      name = at(call, ++index)
      const fault = clientName(name)
      if (fault) return fault
    } else return error(`ERR Syntax error in HELLO option '${at(call, index)}'`)
  }
  return { protocol: version, credential, name }
}

function hello(call: Call): Reply {
  const plan = helloPlan(call)
  if (isFault(plan)) return plan
  if (plan.credential && !tryCredential(call, plan.credential[0], plan.credential[1])) return WRONG
  if (call.client.user === null) {
    return error(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    )
  }
  if (plan.name !== undefined) setName(call, plan.name)
  call.client.protocol = plan.protocol
  return map([
    ['server', 'redis'],
    ['version', call.server.identity.version],
    ['proto', plan.protocol],
    ['id', call.client.id],
    ['mode', 'standalone'],
    ['role', call.server.replication.master ? 'replica' : 'master'],
    ['modules', []],
  ])
}

function ping(call: Call): Reply {
  if (call.argv.length > 2) return error("ERR wrong number of arguments for 'ping' command")
  if (call.client.subscriptions > 0 && call.client.protocol === 2) return ['pong', call.argv[1] ?? '']
  return call.argv[1] ?? status('PONG')
}

function reset(call: Call): Reply {
  const { client, server } = call
  endTransaction(client)
  server.unwatch(client)
  endSubscriptions(client)
  client.db = 0
  client.name = ''
  client.protocol = 2
  client.replying = 'on'
  client.user = server.access.open ? 'default' : null
  return status('RESET')
}

export const connection: Handlers = {
  ping,
  echo: (call) => at(call, 1),
  select: (call) => {
    if (call.server.identity.major === 6 && whole(at(call, 1)) === undefined) return error('ERR invalid DB index')
    const database = databaseAt(call, at(call, 1))
    if (isFault(database)) return database
    call.client.db = database.index
    return OK
  },
  auth,
  hello,
  quit: ({ client }) => {
    client.closing = true
    return OK
  },
  reset,
}
