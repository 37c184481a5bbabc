// The keyspace: sixteen databases of typed values with expiry, under a bound of memory.
import type { Clock } from '@decnet/kernel'
import { error, type Fault } from './reply.ts'

/** A value by its type. Text is latin1. */
export interface Values {
  readonly string: { readonly type: 'string'; text: string }
  readonly list: { readonly type: 'list'; items: string[] }
  readonly hash: { readonly type: 'hash'; readonly fields: Map<string, string> }
  readonly set: { readonly type: 'set'; readonly members: Set<string> }
  readonly zset: { readonly type: 'zset'; readonly scores: Map<string, number> }
  readonly stream: { readonly type: 'stream'; readonly entries: StreamEntry[]; last: readonly [bigint, bigint] }
}
export type ValueType = keyof Values
export type Value = Values[ValueType]
export interface StreamEntry {
  readonly id: readonly [bigint, bigint]
  readonly fields: readonly string[]
}

export interface Entry {
  value: Value
  /** Milliseconds since the epoch, or null. */
  expires: number | null
  /** When it was last read or written. */
  touched: number
}

export const WRONG_TYPE = error('WRONGTYPE Operation against a key holding the wrong kind of value')

/** One numbered database. */
export class Database {
  readonly index: number
  #entries = new Map<string, Entry>()
  readonly #clock: Clock
  /** Called with every key that changed. */
  onChange: (key: string) => void = () => {}
  onExpired: () => void = () => {}
  /** Called with the weight of a large collection that was put as a whole. */
  onMade: (bytes: number) => void = () => {}

  constructor(index: number, clock: Clock) {
    this.index = index
    this.#clock = clock
  }

  get size(): number {
    return this.#entries.size
  }

  /** The live entry of a key; what has expired is removed on the way. */
  peek(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry?.expires != null && entry.expires <= this.#clock.now()) {
      this.#entries.delete(key)
      this.onExpired()
      this.onChange(key)
      return undefined
    }
    return entry
  }

  get(key: string): Entry | undefined {
    const entry = this.peek(key)
    if (entry) entry.touched = this.#clock.now()
    return entry
  }

  /** The value of that type, undefined when there is none, or the WRONGTYPE error. */
  find<Type extends ValueType>(key: string, type: Type): Values[Type] | undefined | Fault {
    const value = this.get(key)?.value
    if (value === undefined) return undefined
    return isType(value, type) ? value : WRONG_TYPE
  }

  /** Puts a value; `expires` null means for ever. */
  put(key: string, value: Value, expires: number | null = null): void {
    this.#entries.set(key, { value, expires, touched: this.#clock.now() })
    if (isLarge(value)) this.onMade(weightOf(value))
    this.onChange(key)
  }

  /** The value was changed in place; what became empty goes. */
  changed(key: string): void {
    const entry = this.#entries.get(key)
    if (entry && isEmpty(entry.value)) this.#entries.delete(key)
    this.onChange(key)
  }

  delete(key: string): boolean {
    const had = this.peek(key) !== undefined
    if (had) {
      this.#entries.delete(key)
      this.onChange(key)
    }
    return had
  }

  clear(): number {
    const count = this.#entries.size
    for (const key of this.#entries.keys()) this.onChange(key)
    this.#entries = new Map()
    return count
  }

  /** Live keys, in the order they were put. */
  *keys(): Generator<string> {
    for (const key of [...this.#entries.keys()]) if (this.peek(key)) yield key
  }

  *entries(): Generator<readonly [string, Entry]> {
    for (const key of this.keys()) {
      const entry = this.#entries.get(key)
      if (entry) yield [key, entry]
    }
  }

  /** Exchanges contents with another database. */
  swap(other: Database): void {
    const mine = this.#entries
    this.#entries = other.#entries
    other.#entries = mine
    for (const key of new Set([...this.#entries.keys(), ...other.#entries.keys()])) {
      this.onChange(key)
      other.onChange(key)
    }
  }

  /** How many bytes the values hold, counted through. */
  weigh(): number {
    let total = 0
    for (const [key, entry] of this.#entries) total += key.length + 96 + weightOf(entry.value)
    return total
  }
}

function isType<Type extends ValueType>(value: Value, type: Type): value is Values[Type] {
  return value.type === type
}

/** True for collections that one short command may have made out of others. */
function isLarge(value: Value): boolean {
  switch (value.type) {
    case 'string':
      return false
    case 'list':
      return value.items.length > 64
    case 'hash':
      return value.fields.size > 64
    case 'set':
      return value.members.size > 64
    case 'zset':
      return value.scores.size > 64
    case 'stream':
      return value.entries.length > 64
  }
}

function isEmpty(value: Value): boolean {
  switch (value.type) {
    case 'list':
      return value.items.length === 0
    case 'hash':
      return value.fields.size === 0
    case 'set':
      return value.members.size === 0
    case 'zset':
      return value.scores.size === 0
    case 'string':
    case 'stream':
      return false
  }
}

function weightOf(value: Value): number {
  let total = 0
  switch (value.type) {
    case 'string':
      return value.text.length
    case 'list':
      for (const item of value.items) total += item.length + 32
      return total
    case 'hash':
      for (const [field, text] of value.fields) total += field.length + text.length + 96
      return total
    case 'set':
      for (const member of value.members) total += member.length + 64
      return total
    case 'zset':
      for (const member of value.scores.keys()) total += member.length + 96
      return total
    case 'stream':
      for (const entry of value.entries) total += entry.fields.reduce((sum, field) => sum + field.length + 32, 96)
      return total
  }
}

/** A copy that shares nothing. */
export function copyOf(value: Value): Value {
  switch (value.type) {
    case 'string':
      return { ...value }
    case 'list':
      return { type: 'list', items: [...value.items] }
    case 'hash':
      return { type: 'hash', fields: new Map(value.fields) }
    case 'set':
      return { type: 'set', members: new Set(value.members) }
    case 'zset':
      return { type: 'zset', scores: new Map(value.scores) }
    case 'stream':
      return { type: 'stream', entries: [...value.entries], last: value.last }
  }
}
