// Lua values, and what Lua itself says about them.
import { printFloat } from '../numbers.ts'

export type LuaValue = undefined | boolean | number | string | LuaTable | LuaFunction

/** A function: takes values, gives values. `line` is where it was called. */
export interface LuaFunction {
  readonly name: string
  readonly call: (args: readonly LuaValue[], line: number) => LuaValue[]
}

/** The unwinding of `error`: a value, and the line it came from. It never leaves the interpreter. */
export class LuaError extends Error {
  readonly value: LuaValue
  readonly line: number

  constructor(value: LuaValue, line: number) {
    super(typeof value === 'string' ? value : 'error')
    this.value = value
    this.line = line
  }
}

/** An error with the place it happened, as Lua words it. */
export function fault(message: string, line: number): LuaError {
  return new LuaError(`user_script:${line}: ${message}`, line)
}

export class LuaTable {
  readonly list: LuaValue[] = []
  readonly map = new Map<LuaValue, LuaValue>()
  /** Redis protects its libraries and the global table. */
  readonly = false

  get(key: LuaValue): LuaValue {
    if (typeof key === 'number' && Number.isInteger(key) && key >= 1 && key <= this.list.length) return this.list[key - 1]
    return this.map.get(key)
  }

  set(key: LuaValue, value: LuaValue): void {
    if (typeof key === 'number' && Number.isInteger(key) && key >= 1 && key <= this.list.length + 1) {
      if (key <= this.list.length) this.#setListed(key, value)
      else if (value !== undefined) this.#append(value)
      else this.map.delete(key)
    } else if (value === undefined) this.map.delete(key)
    else this.map.set(key, value)
  }

  #setListed(key: number, value: LuaValue): void {
    this.list[key - 1] = value
    if (value === undefined && key === this.list.length) {
      while (this.list.length > 0 && this.list[this.list.length - 1] === undefined) this.list.pop()
    }
  }

  #append(value: LuaValue): void {
    this.list.push(value)
    this.map.delete(this.list.length)
    while (this.map.has(this.list.length + 1)) {
      const next = this.list.length + 1
      this.list.push(this.map.get(next))
      this.map.delete(next)
    }
  }

  get length(): number {
    return this.list.length
  }

  *entries(): Generator<[LuaValue, LuaValue]> {
    for (const [index, value] of this.list.entries()) if (value !== undefined) yield [index + 1, value]
    yield* this.map
  }

  static of(items: readonly LuaValue[]): LuaTable {
    const table = new LuaTable()
    for (const [index, item] of items.entries()) table.set(index + 1, item)
    return table
  }
}

export function isFunction(value: LuaValue): value is LuaFunction {
  return typeof value === 'object' && !(value instanceof LuaTable)
}

export function typeName(value: LuaValue): string {
  if (value === undefined) return 'nil'
  if (value instanceof LuaTable) return 'table'
  return typeof value === 'object' ? 'function' : typeof value
}

/** False and nil are false, all else is true. */
export const truth = (value: LuaValue) => value !== undefined && value !== false

export const printNumber = (value: number) => (Number.isNaN(value) ? '-nan' : printFloat(value, 14))

/** The text of `tostring`. */
export function toText(value: LuaValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return printNumber(value)
  if (value === undefined) return 'nil'
  if (typeof value === 'boolean') return String(value)
  return `${typeName(value)}: 0x7f${addressOf(value).toString(16).padStart(10, '0')}`
}

const addresses = new WeakMap<object, number>()
let nextAddress = 0x3a40_1c20

function addressOf(value: object): number {
  const known = addresses.get(value)
  if (known !== undefined) return known
  nextAddress = (nextAddress + 0x40 + (nextAddress % 7) * 0x20) % 0xff_ffff_ffff
  addresses.set(value, nextAddress)
  return nextAddress
}

/** A number, or text that reads as one; undefined otherwise. */
export function toNumber(value: LuaValue): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text)
  if (/^[+-]?0[xX][0-9a-fA-F]+$/.test(text)) return text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace('+', ''))
  return undefined
}
