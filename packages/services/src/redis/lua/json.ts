// cjson, as scripts have it.
import { latin1FromUtf8, utf8FromLatin1 } from './bytes.ts'
import { type Body, library } from './library.ts'
import { fault, LuaTable, type LuaValue, printNumber, toText, typeName } from './values.ts'

const DEPTH_MAX = 100

function encodeValue(value: LuaValue, depth: number, line: number): string {
  if (depth > DEPTH_MAX) throw fault('Cannot serialise, excessive depth (101)', line)
  if (value === undefined) return 'null'
  if (typeof value === 'number') return printNumber(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quote(value)
  if (!(value instanceof LuaTable)) throw fault(`Cannot serialise ${typeName(value)}: type not supported`, line)
  if (value.length > 0 && value.map.size === 0) return `[${value.list.map((item) => encodeValue(item, depth + 1, line)).join(',')}]`
  const members = [...value.entries()].map(([key, item]) => `${quote(toText(key))}:${encodeValue(item, depth + 1, line)}`)
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

const encode: Body = (args, line) => {
  if (args.length !== 1) throw fault("bad argument #1 to 'encode' (expected 1 argument)", line)
  return [encodeValue(args[0], 0, line)]
}

const decode: Body = (args, line) => {
  const result = parsed(toText(args[0]))
  if (!result) throw fault('Expected value but found invalid token at character 1', line)
  return [decodeValue(result.value, 0)]
}

export const json = () => library({ encode, decode })
