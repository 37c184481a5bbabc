// cjson, as scripts have it.
import { latin1FromUtf8, utf8FromLatin1 } from './bytes.ts'
import type { Interpreter } from './interpreter.ts'
import { type Body, library } from './library.ts'
import { fault, LuaTable, type LuaValue, printNumber, toText, typeName } from './values.ts'

const DEPTH_MAX = 100

interface Place {
  readonly interpreter: Interpreter
  readonly line: number
}

/** A table that stands in many places is written that often: each value is paid for. */
function encodeValue(value: LuaValue, depth: number, { interpreter, line }: Place): string {
  interpreter.spend(1, line)
  if (depth > DEPTH_MAX) throw fault('Cannot serialise, excessive depth (101)', line)
  if (value === undefined) return 'null'
  if (typeof value === 'number') return printNumber(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') {
    interpreter.spend(value.length >> 4, line)
    return quote(value)
  }
  if (!(value instanceof LuaTable)) throw fault(`Cannot serialise ${typeName(value)}: type not supported`, line)
  if (value.length > 0 && value.map.size === 0)
    return `[${value.list.map((item) => encodeValue(item, depth + 1, { interpreter, line })).join(',')}]`
  const members = [...value.entries()].map(([key, item]) => `${quote(toText(key))}:${encodeValue(item, depth + 1, { interpreter, line })}`)
  return `{${members.join(',')}}`
}

function quote(text: string): string {
  return latin1FromUtf8(JSON.stringify(utf8FromLatin1(text)).replaceAll('/', '\\/'))
}

function decodeValue(value: unknown, depth: number): LuaValue {
  if (depth > DEPTH_MAX || value === null) return undefined
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return latin1FromUtf8(value)
  if (Array.isArray(value)) return LuaTable.of(value.map((item) => decodeValue(item, depth + 1)))
  const table = new LuaTable()
  for (const [key, item] of Object.entries(value as object)) table.set(latin1FromUtf8(key), decodeValue(item, depth + 1))
  return table
}

/** A JSON text's value, or undefined when it is none. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(utf8FromLatin1(text)) as unknown }
  } catch {
    return undefined
  }
}

const encode =
  (interpreter: Interpreter): Body =>
  (args, line) => {
    if (args.length !== 1) throw fault("bad argument #1 to 'encode' (expected 1 argument)", line)
    return [encodeValue(args[0], 0, { interpreter, line })]
  }

const decode =
  (interpreter: Interpreter): Body =>
  (args, line) => {
    const text = toText(args[0])
    interpreter.spend(text.length >> 4, line)
    const result = parsed(text)
    if (!result) throw fault('Expected value but found invalid token at character 1', line)
    return [decodeValue(result.value, 0)]
  }

/** The table `cjson`. */
export const json = (interpreter: Interpreter) => library({ encode: encode(interpreter), decode: decode(interpreter) })
