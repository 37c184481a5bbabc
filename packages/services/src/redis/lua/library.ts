// The libraries that a Redis script sees: base, table, math, bit. No os, io, package: they are not there.
import { type Interpreter, TEXT_MAX } from './interpreter.ts'
import { fault, isFunction, LuaError, type LuaFunction, LuaTable, type LuaValue, toNumber, toText, truth, typeName } from './values.ts'

export type Body = (args: readonly LuaValue[], line: number) => LuaValue[]

export function native(name: string, body: Body): LuaFunction {
  return { name, call: body }
}

/** A library as a protected table. */
export function library(functions: Readonly<Record<string, Body>>, constants: Readonly<Record<string, LuaValue>> = {}): LuaTable {
  const table = new LuaTable()
  for (const [name, body] of Object.entries(functions)) table.set(name, native(name, body))
  for (const [name, value] of Object.entries(constants)) table.set(name, value)
  table.readonly = true
  return table
}

/** The complaint about an argument, as luaL_argerror words it. */
export function badArgument(place: { index: number; name: string; line: number }, expected: string, value: LuaValue): LuaError {
  const got = value === undefined ? 'no value' : typeName(value)
  return fault(`bad argument #${place.index} to '${place.name}' (${expected} expected, got ${got})`, place.line)
}

export function tableAt(args: readonly LuaValue[], place: { index: number; name: string; line: number }): LuaTable {
  const value = args[place.index - 1]
  if (value instanceof LuaTable) return value
  throw badArgument(place, 'table', value)
}

export function numberAt(args: readonly LuaValue[], place: { index: number; name: string; line: number; otherwise?: number }): number {
  const value = args[place.index - 1]
  if (value === undefined && place.otherwise !== undefined) return place.otherwise
  const number = toNumber(value)
  if (number === undefined) throw badArgument(place, 'number', value)
  return number
}

/** All arguments as numbers: one at least. */
function numbersAt(args: readonly LuaValue[], name: string, line: number): number[] {
  const first = numberAt(args, { index: 1, name, line })
  return [first, ...args.slice(1).map((_, index) => numberAt(args, { index: index + 2, name, line }))]
}

export function textAt(args: readonly LuaValue[], place: { index: number; name: string; line: number }): string {
  const value = args[place.index - 1]
  if (typeof value === 'string' || typeof value === 'number') return toText(value)
  throw badArgument(place, 'string', value)
}

/** Puts base, table, math and bit into the interpreter's globals. */
export function installBase(interpreter: Interpreter): void {
  const { globals } = interpreter
  for (const [name, body] of Object.entries(baseFunctions(interpreter))) globals.set(name, native(name, body))
  globals.set('table', library(tableFunctions(interpreter)))
  globals.set('math', library(mathFunctions(), { pi: Math.PI, huge: Infinity }))
  globals.set('bit', library(bitFunctions()))
  globals.set('_VERSION', 'Lua 5.1')
  globals.set('_G', globals)
  globals.readonly = true
}

function iterate(table: LuaTable): LuaFunction {
  const entries = table.entries()
  return native('next', () => {
    const step = entries.next()
    return step.done ? [undefined] : [...step.value]
  })
}

function following(interpreter: Interpreter, args: readonly LuaValue[], line: number): LuaValue[] {
  const table = tableAt(args, { index: 1, name: 'next', line })
  interpreter.spend(table.length + table.map.size, line)
  const keys = [...table.entries()]
  const at = args[1] === undefined ? 0 : keys.findIndex(([key]) => key === args[1]) + 1
  const entry = keys[at]
  return entry ? [...entry] : [undefined]
}

function baseFunctions(interpreter: Interpreter): Record<string, Body> {
  return {
    type: ([value]) => [typeName(value)],
    tostring: ([value]) => [toText(value)],
    tonumber: (args, line) => {
      const base = numberAt(args, { index: 2, name: 'tonumber', line, otherwise: 10 })
      if (base === 10) return [toNumber(args[0])]
      const parsed = Number.parseInt(toText(args[0]), base)
      return [Number.isNaN(parsed) ? undefined : parsed]
    },
    pairs: (args, line) => [iterate(tableAt(args, { index: 1, name: 'pairs', line })), args[0], undefined],
    ipairs: (args, line) => {
      const table = tableAt(args, { index: 1, name: 'ipairs', line })
      let index = 0
      return [native('ipairs', () => (table.get(++index) === undefined ? [undefined] : [index, table.get(index)])), table, 0]
    },
    next: (args, line) => following(interpreter, args, line),
    select: (args, line) => {
      if (args[0] === '#') return [args.length - 1]
      const index = numberAt(args, { index: 1, name: 'select', line })
      return index < 0 ? args.slice(index) : args.slice(index)
    },
    unpack: (args, line) => {
      const table = tableAt(args, { index: 1, name: 'unpack', line })
      const [from, to] = [
        numberAt(args, { index: 2, name: 'unpack', line, otherwise: 1 }),
        numberAt(args, { index: 3, name: 'unpack', line, otherwise: table.length }),
      ]
      if (to - from > 8000) throw fault('too many results to unpack', line)
      interpreter.spend(Math.max(0, to - from) / 4 || 0, line)
      return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => table.get(from + index))
    },
    assert: (args, line) => {
      if (truth(args[0])) return [...args]
      throw new LuaError(args[1] ?? 'assertion failed!', line)
    },
    error: (args, line) => {
      if (typeof args[0] === 'string' && args[1] !== 0) throw fault(args[0], line)
      throw new LuaError(args[0], line)
    },
    pcall: (args, line) => protectedCall(interpreter, args, line),
    xpcall: (args, line) => protectedCall(interpreter, [args[0]], line),
    rawequal: ([left, right]) => [left === right],
    rawget: (args, line) => [tableAt(args, { index: 1, name: 'rawget', line }).get(args[1])],
    rawset: (args, line) => {
      const table = tableAt(args, { index: 1, name: 'rawset', line })
      if (table.readonly) throw fault('Attempt to modify a readonly table', line)
      table.set(args[1], args[2])
      return [table]
    },
    getmetatable: () => [undefined],
    setmetatable: ([table]) => [table],
    collectgarbage: () => [0],
  }
}

function protectedCall(interpreter: Interpreter, args: readonly LuaValue[], line: number): LuaValue[] {
  try {
    return [true, ...interpreter.invoke(args[0], args.slice(1), { line, name: 'pcall' })]
  } catch (problem) {
    if (problem instanceof LuaError) return [false, problem.value]
    throw problem
  }
}

function tableFunctions(interpreter: Interpreter): Record<string, Body> {
  return {
    insert: (args, line) => {
      const table = tableAt(args, { index: 1, name: 'insert', line })
      if (args.length < 2) throw fault("wrong number of arguments to 'insert'", line)
      if (table.readonly) throw fault('Attempt to modify a readonly table', line)
      if (args.length < 3) table.set(table.length + 1, args[1])
      else {
        interpreter.spend(table.length >> 6, line)
        table.list.splice(numberAt(args, { index: 2, name: 'insert', line }) - 1, 0, args[2])
      }
      return []
    },
    remove: (args, line) => {
      const table = tableAt(args, { index: 1, name: 'remove', line })
      if (table.length === 0) return []
      const at = numberAt(args, { index: 2, name: 'remove', line, otherwise: table.length })
      interpreter.spend(at === table.length ? 0 : table.length >> 6, line)
      return table.list.splice(at - 1, 1)
    },
    concat: (args, line) => {
      const table = tableAt(args, { index: 1, name: 'concat', line })
      const between = args[1] === undefined ? '' : textAt(args, { index: 2, name: 'concat', line })
      const from = numberAt(args, { index: 3, name: 'concat', line, otherwise: 1 })
      const to = numberAt(args, { index: 4, name: 'concat', line, otherwise: table.length })
      interpreter.spend(Math.max(0, to - from), line)
      const parts: string[] = []
      let size = 0
      for (let index = from; index <= to; index++) {
        const value = table.get(index)
        if (typeof value !== 'string' && typeof value !== 'number')
          throw fault(`invalid value (${typeName(value)}) at index ${index} in table for 'concat'`, line)
        const part = toText(value)
        size += part.length + between.length
        if (size > TEXT_MAX + between.length) throw new LuaError('not enough memory', line)
        parts.push(part)
      }
      return [parts.join(between)]
    },
    sort: (args, line) => {
      const table = tableAt(args, { index: 1, name: 'sort', line })
      interpreter.spend(table.length * 4, line)
      table.list.sort((a, b) => order(interpreter, [a, b, args[1]], line))
      return []
    },
    getn: (args, line) => [tableAt(args, { index: 1, name: 'getn', line }).length],
    maxn: (args, line) => {
      let most = 0
      const table = tableAt(args, { index: 1, name: 'maxn', line })
      interpreter.spend(table.length + table.map.size, line)
      for (const [key] of table.entries()) if (typeof key === 'number' && key > most) most = key
      return [most]
    },
  }
}

function order(interpreter: Interpreter, [a, b, before]: readonly LuaValue[], line: number): number {
  if (isFunction(before)) {
    if (truth(interpreter.invoke(before, [a, b], { line, name: 'sort' })[0])) return -1
    return truth(interpreter.invoke(before, [b, a], { line, name: 'sort' })[0]) ? 1 : 0
  }
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  throw fault(`attempt to compare ${typeName(a)} with ${typeName(b)}`, line)
}

function mathFunctions(): Record<string, Body> {
  const plain: Readonly<Record<string, (value: number) => number>> = {
    abs: Math.abs,
    ceil: Math.ceil,
    floor: Math.floor,
    sqrt: Math.sqrt,
    log: Math.log,
    log10: Math.log10,
    exp: Math.exp,
    sin: Math.sin,
    cos: Math.cos,
    tan: Math.tan,
  }
  const functions: Record<string, Body> = {}
  for (const [name, compute] of Object.entries(plain)) functions[name] = (args, line) => [compute(numberAt(args, { index: 1, name, line }))]
  // Redis seeds its generator alike for every script, so that replicas agree.
  let seed = 0
  const roll = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  return {
    ...functions,
    max: (args, line) => [Math.max(...numbersAt(args, 'max', line))],
    min: (args, line) => [Math.min(...numbersAt(args, 'min', line))],
    pow: (args, line) => [numberAt(args, { index: 1, name: 'pow', line }) ** numberAt(args, { index: 2, name: 'pow', line })],
    fmod: (args, line) => [numberAt(args, { index: 1, name: 'fmod', line }) % numberAt(args, { index: 2, name: 'fmod', line })],
    modf: (args, line) => {
      const value = numberAt(args, { index: 1, name: 'modf', line })
      return [Math.trunc(value), value - Math.trunc(value)]
    },
    randomseed: (args, line) => {
      seed = Math.abs(Math.trunc(numberAt(args, { index: 1, name: 'randomseed', line }))) % 2_147_483_648
      return []
    },
    random: (args, line) => {
      if (args.length === 0) return [roll()]
      const from = args.length > 1 ? numberAt(args, { index: 1, name: 'random', line }) : 1
      const to = numberAt(args, { index: args.length > 1 ? 2 : 1, name: 'random', line })
      if (to < from) throw fault("bad argument #1 to 'random' (interval is empty)", line)
      return [from + Math.floor(roll() * (to - from + 1))]
    },
  }
}

function bitFunctions(): Record<string, Body> {
  const two =
    (name: string, compute: (a: number, b: number) => number): Body =>
    (args, line) => [numbersAt(args, name, line).reduce((a, b) => compute(a, b)) | 0]
  return {
    band: two('band', (a, b) => a & b),
    bor: two('bor', (a, b) => a | b),
    bxor: two('bxor', (a, b) => a ^ b),
    lshift: two('lshift', (a, b) => a << b),
    rshift: two('rshift', (a, b) => a >>> b),
    arshift: two('arshift', (a, b) => a >> b),
    bnot: (args, line) => [~numberAt(args, { index: 1, name: 'bnot', line })],
    tobit: (args, line) => [numberAt(args, { index: 1, name: 'tobit', line }) | 0],
    tohex: (args, line) => [(numberAt(args, { index: 1, name: 'tohex', line }) >>> 0).toString(16).padStart(8, '0')],
  }
}
