// A call: one command with its arguments, from one client; and the errors that many commands share.
import type { Client } from './client.ts'
import type { CommandSpec } from './command.ts'
import type { Database } from './keyspace.ts'
import { whole } from './numbers.ts'
import { error, type Fault, type Reply } from './reply.ts'
import type { Server } from './server.ts'

export interface Call {
  readonly server: Server
  readonly client: Client
  readonly db: Database
  readonly spec: CommandSpec
  /** The whole command: its name first. Latin1 text. */
  readonly argv: readonly string[]
  /** Called from EXEC or from a script: may not wait. */
  readonly inside: boolean
  /** Runs another command for the same client, inside this one: EXEC and scripts. */
  readonly perform: (argv: readonly string[], inScript: boolean) => Reply | Promise<Reply>
}

/** Answers a call. */
export type Handler = (call: Call) => Reply | Promise<Reply>
/** Handlers by lower-case name; `config|get` for a subcommand. */
export type Handlers = Readonly<Record<string, Handler>>

export const NOT_INTEGER = error('ERR value is not an integer or out of range')
export const NOT_FLOAT = error('ERR value is not a valid float')
export const SYNTAX = error('ERR syntax error')
export const NO_KEY = error('ERR no such key')
export const OUT_OF_RANGE = error('ERR index out of range')
export const OOM = error("OOM command not allowed when used memory > 'maxmemory'.")
export const TOO_LONG = error('ERR string exceeds maximum allowed size (proto-max-bulk-len)')

/** The database of an index argument, or why there is none. */
export function databaseAt(call: Call, text: string): Database | Fault {
  const index = whole(text)
  if (index === undefined) return NOT_INTEGER
  if (index < -2_147_483_648 || index > 2_147_483_647) {
    return error('ERR value is out of range, value must between -2147483648 and 2147483647')
  }
  return call.server.databases[index] ?? error('ERR DB index is out of range')
}

/** The error of a subcommand that was given too much. */
export function tooMany(call: Call): Fault {
  const [name = '', sub = ''] = call.argv
  return error(`ERR unknown subcommand or wrong number of arguments for '${sub.slice(0, 128)}'. Try ${name.toUpperCase()} HELP.`)
}

/** The error of a wrong number of arguments. */
export function wrongArity(name: string): Fault {
  return error(`ERR wrong number of arguments for '${name}' command`)
}

/** The argument at `index`; the arity check has seen that it is there. */
export function at(call: Call, index: number): string {
  return call.argv[index] ?? ''
}

/** True when two words are the same but for case. */
export function same(word: string | undefined, keyword: string): boolean {
  return word !== undefined && word.length === keyword.length && word.toUpperCase() === keyword
}

/** The spec of a command line, subcommands included; undefined when there is no such command. */
export function lookUpSpec(commands: ReadonlyMap<string, CommandSpec>, argv: readonly string[]): CommandSpec | undefined {
  const spec = commands.get(argv[0]?.toLowerCase() ?? '')
  if (!spec || spec.subcommands.size === 0 || argv.length < 2) return spec
  return spec.subcommands.get(argv[1]?.toLowerCase() ?? '')
}
