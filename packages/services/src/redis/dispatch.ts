// From a request to its reply: what Redis checks before it runs a command, in its order (processCommand).
import { type Call, OOM, SYNTAX, wrongArity } from './call.ts'
import { type Client, endTransaction } from './client.ts'
import type { CommandSpec } from './command.ts'
import { handlers } from './commands/catalogue.ts'
import { error, type Fault, isFault, QUEUED, type Reply } from './reply.ts'
import type { Server } from './server.ts'
import { feedMonitors } from './monitor.ts'

const NOAUTH = error('NOAUTH Authentication required.')
const MASTERDOWN = error("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.")
/** Run at once inside MULTI. */
const IMMEDIATE = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset'])
const IN_SUBSCRIPTION = new Set([
  'ping',
  'subscribe',
  'unsubscribe',
  'psubscribe',
  'punsubscribe',
  'ssubscribe',
  'sunsubscribe',
  'quit',
  'reset',
])
/** What a transaction may hold, in bytes of its commands. */
const TRANSACTION_MAX = 4 * 1024 * 1024

/** Runs one request of a client and gives its reply. */
export async function execute(server: Server, client: Client, argv: readonly string[]): Promise<Reply> {
  client.active = server.clock.now()
  const found = lookUp(server, argv)
  const reply = isFault(found)
    ? reject({ server, client }, found, server.commands.get(argv[0]?.toLowerCase() ?? ''))
    : await checked({ server, client, argv, spec: found })
  if (isFault(reply)) countError(server, reply)
  server.room.serve()
  return reply
}

/** Answers a request that was too long for the room that is left: nothing of it is run. */
export function refuse(server: Server, client: Client, argv: readonly string[]): Fault {
  const spec = lookUp(server, argv)
  const fault = reject({ server, client }, client.user === null ? NOAUTH : OOM, isFault(spec) ? undefined : spec)
  countError(server, fault)
  return fault
}

interface Request {
  readonly server: Server
  readonly client: Client
  readonly argv: readonly string[]
  readonly spec: CommandSpec
}

/** The command's spec, or why there is none. */
export function lookUp(server: Server, argv: readonly string[]): CommandSpec | Fault {
  const name = argv[0]?.toLowerCase() ?? ''
  const spec = server.commands.get(name)
  if (!spec) return unknownCommand(server, argv)
  if (spec.subcommands.size === 0 || argv.length < 2) return arityFault(server, spec, argv) ?? spec
  const sub = spec.subcommands.get(argv[1]?.toLowerCase() ?? '')
  if (sub) return arityFault(server, sub, argv) ?? sub
  return unknownSubcommand(server, argv)
}

function arityFault(server: Server, spec: CommandSpec, argv: readonly string[]): Fault | undefined {
  if (spec.arity > 0 ? argv.length === spec.arity : argv.length >= -spec.arity) return undefined
  return server.identity.major === 6 && spec.name.includes('|') ? unknownSubcommand(server, argv) : wrongArity(spec.name)
}

function unknownCommand(server: Server, argv: readonly string[]): Fault {
  const name = asText(argv[0] ?? '').slice(0, 128)
  let shown = ''
  for (const word of argv.slice(1)) {
    if (shown.length >= 128) break
    const part = asText(word).slice(0, 128 - shown.length)
    shown += server.identity.major === 6 ? `\`${part}\`, ` : `'${part}' `
  }
  if (server.identity.major === 6) return error(`ERR unknown command \`${name}\`, with args beginning with: ${shown}`)
  return error(`ERR unknown command '${name}', with args beginning with: ${shown}`)
}

/** Text as C prints it: up to its first NUL. */
function asText(word: string): string {
  const zero = word.indexOf('\0')
  return zero < 0 ? word : word.slice(0, zero)
}

function unknownSubcommand(server: Server, argv: readonly string[]): Fault {
  const [name = '', sub = ''] = argv
  if (server.identity.major === 6) {
    return error(`ERR Unknown subcommand or wrong number of arguments for '${sub.slice(0, 128)}'. Try ${name.toUpperCase()} HELP.`)
  }
  return error(`ERR unknown subcommand '${sub.slice(0, 128)}'. Try ${name.toUpperCase()} HELP.`)
}

/** A request that is not run spoils the transaction it stands in. */
function reject({ server, client }: Pick<Request, 'server' | 'client'>, fault: Fault, spec?: CommandSpec): Fault {
  if (client.transaction) client.transaction.failed = true
  if (spec) statOf(server, spec.name).rejected++
  if (spec?.name === 'exec') {
    endTransaction(client)
    server.unwatch(client)
    return error(`EXECABORT Transaction discarded because of: ${fault.text.replace(/^ERR /, '')}`)
  }
  return fault
}

async function checked(request: Request): Promise<Reply> {
  const { server, client, argv, spec } = request
  const fault = refusal(request)
  if (fault) return reject({ server, client }, fault, spec)
  if (client.transaction && !IMMEDIATE.has(spec.name)) {
    const bytes = argv.reduce((sum, word) => sum + word.length + 32, 80)
    if (client.transaction.size + bytes > TRANSACTION_MAX || !client.talk.hold(bytes)) return reject({ server, client }, OOM, spec)
    client.transaction.size += bytes
    // A copy has no spare room behind its last word.
    client.transaction.queue.push(argv.slice())
    return QUEUED
  }
  const reply = run({ server, client, argv, spec, inside: false })
  return reply instanceof Promise ? await reply : reply
}

function refusal({ server, client, argv, spec }: Request): Fault | undefined {
  const guarded = guardedCommand(server, spec)
  if (guarded) return guarded
  if (client.user === null && !spec.flags.has('no_auth') && !(server.identity.major === 6 && spec.name === 'auth')) return NOAUTH
  if (client.transaction && spec.flags.has('no_multi')) return error('ERR Command not allowed inside a transaction')
  const denied = client.user === null ? undefined : permission(server, client, spec)
  if (denied) return denied
  if (spec.flags.has('denyoom') && !server.memory.admit(argv.reduce((sum, word) => sum + word.length + 48, 0))) return OOM
  if (spec.flags.has('denyoom') && overMaximum(server)) return OOM
  if (server.replication.master && spec.flags.has('write') && server.configuration.get('replica-read-only') === 'yes') {
    return error("READONLY You can't write against a read only replica.")
  }
  if (client.subscriptions + client.shards.size > 0 && client.protocol === 2 && !IN_SUBSCRIPTION.has(spec.name))
    return inSubscription(server, spec)
  if (server.replication.master && server.configuration.get('replica-serve-stale-data') === 'no' && !spec.flags.has('stale'))
    return MASTERDOWN
  return undefined
}

function overMaximum(server: Server): boolean {
  const most = Number(server.configuration.get('maxmemory') ?? 0)
  return most > 0 && server.identity.startup + server.memory.used > most && server.configuration.get('maxmemory-policy') === 'noeviction'
}

function guardedCommand(server: Server, spec: CommandSpec): Fault | undefined {
  if (server.identity.major === 6) return undefined
  const guarded = spec.name === 'debug' ? 'DEBUG' : /^module\|(load|loadex|unload)$/.test(spec.name) ? 'MODULE' : undefined
  if (!guarded) return undefined
  const option = guarded === 'DEBUG' ? 'enable-debug-command' : 'enable-module-command'
  return error(
    `ERR ${guarded} command not allowed. If the ${option} option is set to "local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.`,
  )
}

function permission(server: Server, client: Client, spec: CommandSpec): Fault | undefined {
  if (spec.flags.has('no_auth') || server.access.allows(client.user ?? '', spec.name, spec.categories)) return undefined
  if (server.identity.major === 6) {
    return error(`NOPERM this user has no permissions to run the '${spec.name.split('|')[0]}' command or its subcommand`)
  }
  return error(`NOPERM this user has no permissions to run the '${spec.name}' command`)
}

function inSubscription(server: Server, spec: CommandSpec): Fault {
  const shard = server.identity.major >= 7 ? '(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE' : '(P)SUBSCRIBE / (P)UNSUBSCRIBE'
  const reset = server.identity.major >= 7 ? 'QUIT / RESET are' : 'QUIT are'
  return error(`ERR Can't execute '${spec.name}': only ${shard} / PING / ${reset} allowed in this context`)
}

/** Runs what passed the checks. Used by EXEC and scripts as well. */
export function run(request: Request & { readonly inside: boolean }): Reply | Promise<Reply> {
  const { server, client, spec } = request
  const handler = handlers[spec.name]
  const stat = statOf(server, spec.name)
  stat.calls++
  server.counters.commands++
  client.command = spec.name
  if (!spec.flags.has('skip_monitor') && !spec.flags.has('admin')) feedMonitors(server, client, request.argv)
  if (spec.flags.has('readonly') && spec.first === 1) countLookUp(request)
  const call: Call = { ...request, db: server.database(client.db), perform: (argv, inScript) => perform(request, argv, inScript) }
  const reply = handler ? handler(call) : unavailable(spec)
  if (reply instanceof Promise) return reply
  if (isFault(reply)) stat.failed++
  return reply
}

function countLookUp({ server, client, argv }: Request): void {
  if (server.database(client.db).peek(argv[1] ?? '')) server.counters.hits++
  else server.counters.misses++
}

const NOT_IN_SCRIPT = error('ERR This Redis command is not allowed from script')

/** Runs a command inside another. Scripts are refused what Redis refuses them; a transaction has been checked already. */
function perform({ server, client }: Request, argv: readonly string[], inScript: boolean): Reply | Promise<Reply> {
  const spec = lookUp(server, argv)
  if (isFault(spec)) {
    countError(server, spec)
    return spec
  }
  const request = { server, client, argv, spec, inside: true }
  const fault = inScript ? (spec.flags.has('noscript') ? NOT_IN_SCRIPT : refusal(request)) : undefined
  const reply = fault ?? run(request)
  if (isFault(reply)) countError(server, reply)
  return reply
}

/** Commands of the table that are not carried out take nothing that they are given: the likeliest answer to a careless try. */
function unavailable(spec: CommandSpec): Fault {
  if (spec.name.startsWith('cluster') || spec.name === 'readonly' || spec.name === 'readwrite' || spec.name === 'asking') {
    return error('ERR This instance has cluster support disabled')
  }
  return SYNTAX
}

function statOf(server: Server, name: string): { calls: number; rejected: number; failed: number } {
  const known = server.counters.byCommand.get(name)
  if (known) return known
  const fresh = { calls: 0, rejected: 0, failed: 0 }
  server.counters.byCommand.set(name, fresh)
  return fresh
}

/** Counts an error reply by its first word, as INFO errorstats shows it. */
export function countError(server: Server, fault: Fault): void {
  server.counters.errors++
  const code = fault.text.split(' ')[0] ?? 'ERR'
  if (server.counters.byError.size < 128) server.counters.byError.set(code, (server.counters.byError.get(code) ?? 0) + 1)
}
