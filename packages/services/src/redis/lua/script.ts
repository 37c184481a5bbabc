// A script run inside Redis: KEYS, ARGV, the redis library, and replies as Lua values and back.
import { createHash } from 'node:crypto'
import { error, type Fault, isFault, type Reply, status } from '../reply.ts'
import { Interpreter } from './interpreter.ts'
import { json } from './json.ts'
import { SyntaxFault } from './lexer.ts'
import { installBase, library, textAt } from './library.ts'
import { parse } from './parser.ts'
import { installText } from './text.ts'
import { fault, LuaError, LuaTable, type LuaValue, toText } from './values.ts'

/** What a script may do before it is ended. */
const STEPS = 400_000
const REPLY_DEPTH_MAX = 60

export interface ScriptInput {
  readonly source: string
  readonly sha: string
  readonly keys: readonly string[]
  readonly args: readonly string[]
  readonly major: 6 | 7
  /** Runs a command; a command that would wait is refused. */
  readonly perform: (argv: readonly string[]) => Reply
  /** Steps that it may take; 400,000 unless given. */
  readonly steps?: number
}

export const sha1 = (text: string) => createHash('sha1').update(Buffer.from(text, 'latin1')).digest('hex')

/** The reply of a script, or the error that it ended with. */
export function runScript(input: ScriptInput): Reply {
  const compiled = compile(input.source, input.major)
  if (isFault(compiled)) return compiled
  const interpreter = new Interpreter(new LuaTable(), {
    steps: input.steps ?? STEPS,
    missing: (name, line) => missing(input.major, name, line),
    forbidden: (name, line) => forbidden(input.major, name, line),
  })
  install(interpreter, input)
  try {
    return toReply(interpreter.run(compiled)[0], 0, interpreter)
  } catch (problem) {
    if (problem instanceof LuaError) return ended(input, problem)
    // Deep recursion of the tree itself is the script's own doing.
    if (problem instanceof RangeError) return ended(input, fault('stack overflow', 1))
    throw problem
  }
}

/** The tree of a script, or the compile error. */
export function compile(source: string, major: 6 | 7): ReturnType<typeof parse> | Fault {
  try {
    return parse(source)
  } catch (problem) {
    if (problem instanceof SyntaxFault)
      return error(`ERR Error compiling script (new function): ${problem.message}${major === 6 ? ' ' : ''}`)
    throw problem
  }
}

function missing(major: 6 | 7, name: string, line: number): LuaError {
  const text = `user_script:${line}: Script attempted to access nonexistent global variable '${name}'`
  return new LuaError(major === 6 ? `@enable_strict_lua:15: ${text}` : text, line)
}

function forbidden(major: 6 | 7, name: string, line: number): LuaError {
  if (major === 6)
    return new LuaError(`@enable_strict_lua:8: user_script:${line}: Script attempted to create global variable '${name}'`, line)
  return fault('Attempt to modify a readonly table', line)
}

function ended({ sha, major }: ScriptInput, { value, line }: LuaError): Fault {
  const given = value instanceof LuaTable ? value.get('err') : value
  const text =
    given === undefined ? (value instanceof LuaTable ? 'ERR Error running script (user killed)' : 'unknown error') : toText(given)
  if (major === 6) {
    const place = text.startsWith('@') ? '' : `@user_script:${line}: `
    return error(`ERR Error running script (call to f_${sha}): ${place}${text.replace(/^ERR /, '')} `)
  }
  const coded = value instanceof LuaTable ? text.replace(/^-/, '') : `ERR ${text}`
  return error(`${coded} script: ${sha}, on @user_script:${line}.`)
}

function install(interpreter: Interpreter, input: ScriptInput): void {
  const { globals } = interpreter
  installText(interpreter)
  globals.set('cjson', json(interpreter))
  globals.set('KEYS', LuaTable.of(input.keys))
  globals.set('ARGV', LuaTable.of(input.args))
  const call = (raises: boolean) => (args: readonly LuaValue[], line: number) => [performed(input, { args, line, raises, interpreter })]
  globals.set(
    'redis',
    library(
      {
        call: call(true),
        pcall: call(false),
        error_reply: ([text]) => [errorTable(toText(text))],
        status_reply: ([text]) => [single('ok', toText(text))],
        sha1hex: (args, line) => {
          const text = textAt(args, { index: 1, name: 'sha1hex', line })
          interpreter.spend(text.length >> 8, line)
          return [sha1(text)]
        },
        log: () => [],
        setresp: () => [],
        replicate_commands: () => [true],
        set_repl: () => [],
        breakpoint: () => [false],
        debug: () => [],
      },
      {
        LOG_DEBUG: 0,
        LOG_VERBOSE: 1,
        LOG_NOTICE: 2,
        LOG_WARNING: 3,
        REPL_NONE: 0,
        REPL_AOF: 1,
        REPL_SLAVE: 2,
        REPL_REPLICA: 2,
        REPL_ALL: 3,
      },
    ),
  )
  installBase(interpreter)
}

function single(name: string, text: string): LuaTable {
  const table = new LuaTable()
  table.set(name, text)
  return table
}

function errorTable(text: string): LuaTable {
  return single('err', text.startsWith('-') ? text.slice(1) : text.includes(' ') ? text : `ERR ${text}`)
}

/** Errors of the call itself, as each version words them. */
const UNKNOWN = /^ERR unknown (command|subcommand)/i
const ARITY = /^ERR wrong number of arguments/

interface Called {
  readonly args: readonly LuaValue[]
  readonly line: number
  readonly raises: boolean
  readonly interpreter: Interpreter
}

function performed(input: ScriptInput, call: Called): LuaValue {
  const { args, line, raises, interpreter } = call
  const argv: string[] = []
  for (const arg of args) if (typeof arg === 'string' || typeof arg === 'number') argv.push(toText(arg))
  let text: string | undefined
  if (args.length === 0)
    text =
      input.major === 6
        ? 'Please specify at least one argument for redis.call()'
        : 'ERR Please specify at least one argument for this redis lib call'
  else if (argv.length < args.length) {
    text =
      input.major === 6
        ? 'Lua redis() command arguments must be strings or integers'
        : 'ERR Lua redis lib command arguments must be strings or integers'
  }
  const reply = text === undefined ? input.perform(argv) : error(text)
  const value = isFault(reply) ? single('err', reworded(reply.text, input.major)) : fromReply(reply, { interpreter, line })
  if (raises && isFault(reply)) throw new LuaError(value, line)
  return value
}

function reworded(text: string, major: 6 | 7): string {
  const language = major === 6 ? 'Lua script' : 'script'
  const code = major === 6 ? '' : 'ERR '
  const command = major === 6 ? 'Redis command called from Lua script' : 'Redis command called from script'
  if (UNKNOWN.test(text)) return `${code}Unknown ${command}`
  if (ARITY.test(text)) return `${code}Wrong number of args calling Redis command from ${language}`
  return text
}

/** A reply as a script sees it. */
function fromReply(reply: Reply, place: { readonly interpreter: Interpreter; readonly line: number }): LuaValue {
  place.interpreter.spend(1, place.line)
  const inner = (item: Reply) => fromReply(item, place)
  if (typeof reply === 'string') return reply
  if (typeof reply === 'number' || typeof reply === 'bigint') return Number(reply)
  if (reply === null) return false
  if (!('kind' in reply)) return LuaTable.of(reply.map(inner))
  switch (reply.kind) {
    case 'status':
      return single('ok', reply.text)
    case 'error':
      return single('err', reply.text)
    case 'verbatim':
    case 'double':
      return reply.text
    case 'boolean':
      return reply.value ? 1 : false
    case 'map':
      return LuaTable.of(reply.entries.flat().map(inner))
    case 'set':
    case 'push':
    case 'replies':
      return LuaTable.of(reply.items.map(inner))
    case 'null array':
    case 'nothing':
      return false
  }
}

/**
 * A Lua value as a reply: lists stop at the first nil, numbers lose their fraction and what 64 bits do not hold.
 * A table or a text that stands in many places is said that often: each is paid for.
 */
function toReply(value: LuaValue, depth: number, interpreter: Interpreter): Reply {
  interpreter.spend(typeof value === 'string' ? 1 + (value.length >> 4) : 1, 1)
  if (depth > REPLY_DEPTH_MAX) return error('ERR reached lua stack limit')
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : -9223372036854775808n
  if (value === true) return 1
  if (!(value instanceof LuaTable)) return null
  const failure = value.get('err')
  if (failure !== undefined) return error(toText(failure).replace(/^-/, ''))
  const fine = value.get('ok')
  if (fine !== undefined) return status(toText(fine).replaceAll(/[\r\n]/g, ' '))
  const items: Reply[] = []
  for (const item of value.list) {
    if (item === undefined) break
    items.push(toReply(item, depth + 1, interpreter))
  }
  return items
}
