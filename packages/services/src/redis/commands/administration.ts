// The server's own commands: FLUSHALL, INFO, DEBUG, MODULE, SLOWLOG, LATENCY, MEMORY, MONITOR, SHUTDOWN.
import { printable } from '@decnet/kernel'
import { at, type Call, type Handlers, same, SYNTAX, tooMany } from '../call.ts'
import { infoText } from '../info.ts'
import type { Database } from '../keyspace.ts'
import { whole } from '../numbers.ts'
import { error, map, NOTHING, OK, type Reply, status, verbatim } from '../reply.ts'
import { helpFor } from './help.ts'

function flush(call: Call, databases: readonly Database[]): Reply {
  if (call.argv.length > 2 || (call.argv.length === 2 && !/^(async|sync)$/i.test(at(call, 1)))) return SYNTAX
  for (const database of databases) database.clear()
  call.server.memory.released()
  call.server.memory.recount()
  return OK
}

function swap(call: Call): Reply {
  const [first, second] = [whole(at(call, 1)), whole(at(call, 2))]
  if (first === undefined || Math.abs(first) > 2_147_483_647) return error('ERR invalid first DB index')
  if (second === undefined || Math.abs(second) > 2_147_483_647) return error('ERR invalid second DB index')
  const [left, right] = [call.server.databases[first], call.server.databases[second]]
  if (!left || !right) return error('ERR DB index is out of range')
  if (left !== right) left.swap(right)
  return OK
}

function time({ server }: Call): Reply {
  const now = server.clock.now()
  const micros = ((now % 1000) * 1000 + ((server.counters.commands * 104_729 + server.identity.pid) % 1000)) % 1_000_000
  return [String(Math.floor(now / 1000)), String(micros)]
}

/** The daemon ends, and its supervisor starts it again at once: the keys that no save kept are gone, the connection too. */
function shutdown(call: Call): Reply {
  const { server, client, argv } = call
  const words = argv.slice(1).map((word) => word.toUpperCase())
  if (!words.every((word) => /^(NOSAVE|SAVE|NOW|FORCE|ABORT)$/.test(word))) return SYNTAX
  if (words.includes('ABORT')) {
    return words.length > 1 ? SYNTAX : error('ERR No shutdown in progress.')
  }
  server.started = server.clock.now()
  server.replication.master = null
  for (const other of server.clients.values()) if (other !== client) other.drop()
  client.closing = true
  return NOTHING
}

function loadModule(call: Call): Reply {
  call.client.talk.emit('file.requested', { address: printable(Buffer.from(at(call, 2), 'latin1'), 1024), tool: 'module load' })
  return error('ERR Error loading the extension. Please check the server logs.')
}

/** DEBUG of 6.0, where nothing guards it; what would crash the daemon ends the connection, as a restart does. */
function debug(call: Call): Reply | Promise<Reply> {
  const sub = at(call, 1).toUpperCase()
  if (sub === 'SLEEP' && call.argv.length === 3) {
    const seconds = Math.min(30, Math.max(0, Number.parseFloat(at(call, 2)) || 0))
    return call.inside ? OK : call.server.clock.sleep(seconds * 1000, call.client.talk.signal).then(() => OK)
  }
  if (/^(SEGFAULT|PANIC|RESTART|CRASH-AND-RECOVER|ASSERT|OOM)$/.test(sub)) return shutdown({ ...call, argv: ['shutdown'] })
  if (/^(SET-ACTIVE-EXPIRE|JMAP|CHANGE-REPL-ID|FLUSHALL|RELOAD|LOADAOF)$/.test(sub)) return OK
  if (sub === 'OBJECT' && call.argv.length === 3) {
    const entry = call.db.peek(at(call, 2))
    if (!entry) return error('ERR no such key')
    const length = entry.value.type === 'string' ? entry.value.text.length : 32
    return status(
      `Value at:0x7f${(call.server.identity.pid * 0x10_000).toString(16).padStart(10, '4')} refcount:1 encoding:raw serializedlength:${length} lru:${Math.floor(entry.touched / 1000) % 16_777_216} lru_seconds_idle:0`,
    )
  }
  return error(`ERR Unknown subcommand or wrong number of arguments for '${at(call, 1)}'. Try DEBUG HELP.`)
}

const LUCKY =
  "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a deep space mission I'd suggest to take a look at https://redis.io/topics/latency-monitor.\n"
const CALM =
  "Hi Sam, this instance is empty or is using very little memory, my issue detector can't be used in these conditions. Please, leave for your mission on Earth and fill it with some data. The new Sam and I will be back to our programming as soon as I finished rebooting.\n"

function memoryUsage(call: Call): Reply {
  const entry = call.db.peek(at(call, 2))
  if (!entry) return null
  const { value } = entry
  const text = value.type === 'string' ? value.text.length : 64
  return 48 + at(call, 2).length + Math.ceil(text / 8) * 8
}

function slowlog(call: Call): Reply {
  if (call.argv.length > 3) return tooMany(call)
  if (call.argv.length === 3) {
    const count = whole(at(call, 2))
    if (count === undefined || count < -1) return error('ERR count should be greater than or equal to -1')
  }
  return []
}

export const administration: Handlers = {
  flushdb: (call) => flush(call, [call.db]),
  flushall: (call) => flush(call, call.server.databases),
  swapdb: swap,
  time,
  info: (call) => {
    if (call.server.identity.major === 6 && call.argv.length > 2) return SYNTAX
    return verbatim(infoText(call.server, call.argv.slice(1)))
  },
  lolwut: (call) => verbatim(`Redis ver. ${call.server.identity.version}\n`),
  monitor: ({ client, inside }) => {
    if (inside) return error("ERR MONITOR isn't allowed for DENY BLOCKING client")
    client.monitoring = true
    return OK
  },
  shutdown,
  debug,
  'module|list': () => [],
  'module|load': loadModule,
  'module|loadex': loadModule,
  'module|unload': () => error('ERR Error unloading module: no such module with that name'),
  'module|help': helpFor('module'),
  'slowlog|get': slowlog,
  'slowlog|len': () => 0,
  'slowlog|reset': () => OK,
  'slowlog|help': helpFor('slowlog'),
  'latency|latest': () => [],
  'latency|history': () => [],
  'latency|histogram': () => map([]),
  'latency|graph': (call) => error(`ERR No samples available for event '${at(call, 2)}'`),
  'latency|reset': () => 0,
  'latency|doctor': () => verbatim(LUCKY),
  'latency|help': helpFor('latency'),
  'memory|usage': memoryUsage,
  'memory|purge': () => OK,
  'memory|doctor': () => verbatim(CALM),
  'memory|malloc-stats': () => verbatim('___ Begin jemalloc statistics ___\n--- End jemalloc statistics ---\n'),
  'memory|stats': ({ server }) =>
    map([
      ['peak.allocated', server.identity.startup + server.memory.used + 60_000],
      ['total.allocated', server.identity.startup + server.memory.used],
      ['startup.allocated', server.identity.startup],
      ['keys.count', server.databases.reduce((sum, database) => sum + database.size, 0)],
    ]),
  'memory|help': helpFor('memory'),
  migrate: (call) => migrate(call),
}

function migrate(call: Call): Reply {
  const [port, database, timeout] = [whole(at(call, 2)), whole(at(call, 4)), whole(at(call, 5))]
  if (port === undefined || database === undefined || timeout === undefined) return error('ERR value is not an integer or out of range')
  const from = call.argv.findIndex((word) => same(word, 'KEYS'))
  const names = from > 0 ? call.argv.slice(from + 1) : [at(call, 3)]
  call.client.talk.emit('file.requested', { address: printable(Buffer.from(`${at(call, 1)}:${port}`, 'latin1'), 512), tool: 'migrate' })
  if (!names.some((key) => call.db.peek(key))) return status('NOKEY')
  return error('IOERR error or timeout connecting to the client')
}
