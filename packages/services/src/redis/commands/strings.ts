// Strings: GET, SET and their kin.
import { at, type Call, type Handlers, NOT_FLOAT, NOT_INTEGER, OOM, same, SYNTAX, TOO_LONG } from '../call.ts'
import { STRING_MAX } from '../memory.ts'
import { addDecimals, float, inRange, integer, whole } from '../numbers.ts'
import { error, type Fault, isFault, OK, type Reply } from '../reply.ts'
import { expiryOf } from './expiry.ts'

/** The text of a string key, '' when there is none. */
export function textOf(call: Call, key: string): string | undefined | Fault {
  const found = call.db.find(key, 'string')
  return isFault(found) || found === undefined ? found : found.text
}

/** Puts a string and keeps the key's expiry. */
export function keepText(call: Call, key: string, text: string): void {
  call.db.put(key, { type: 'string', text }, call.db.peek(key)?.expires ?? null)
}

interface SetOptions {
  onlyIf?: 'NX' | 'XX'
  get: boolean
  keep: boolean
  expires: number | null
}

function setOptions(call: Call): SetOptions | Fault {
  const options: SetOptions = { get: false, keep: false, expires: null }
  let unit: string | undefined
  let amount = ''
  for (let index = 3; index < call.argv.length; index++) {
    const word = at(call, index).toUpperCase()
    if ((word === 'NX' || word === 'XX') && (options.onlyIf ?? word) === word) options.onlyIf = word
    else if (word === 'GET') options.get = true
    else if (word === 'KEEPTTL' && unit === undefined) options.keep = true
    else if (/^(EX|PX|EXAT|PXAT)$/.test(word) && unit === undefined && !options.keep && index + 1 < call.argv.length) {
      unit = word
      amount = at(call, ++index)
    } else return SYNTAX
  }
  // Only when all options make sense is the time looked at.
  const expires = unit === undefined ? null : expiryOf(call, amount, unit)
  return isFault(expires) ? expires : { ...options, expires }
}

function setCommand(call: Call): Reply {
  const options = setOptions(call)
  if (isFault(options)) return options
  const key = at(call, 1)
  let before: string | null = null
  if (options.get) {
    const text = textOf(call, key)
    if (isFault(text)) return text
    before = text ?? null
  }
  const entry = call.db.peek(key)
  if ((options.onlyIf === 'NX' && entry) || (options.onlyIf === 'XX' && !entry)) return before
  const expires = options.keep ? (entry?.expires ?? null) : options.expires
  call.db.put(key, { type: 'string', text: at(call, 2) }, expires)
  return options.get ? before : OK
}

function setWithUnit(unit: 'EX' | 'PX') {
  return (call: Call): Reply => {
    const expires = expiryOf(call, at(call, 2), unit)
    if (isFault(expires)) return expires
    call.db.put(at(call, 1), { type: 'string', text: at(call, 3) }, expires)
    return OK
  }
}

function add(call: Call, amount: bigint): Reply {
  const key = at(call, 1)
  const text = textOf(call, key)
  if (isFault(text)) return text
  const value = integer(text ?? '0')
  if (value === undefined) return NOT_INTEGER
  const sum = value + amount
  if (!inRange(sum)) return error('ERR increment or decrement would overflow')
  keepText(call, key, sum.toString())
  return sum
}

function addArgument(call: Call, sign: bigint): Reply {
  const amount = integer(at(call, 2))
  if (amount === undefined) return NOT_INTEGER
  if (sign < 0n && amount === -(2n ** 63n)) return error('ERR decrement would overflow')
  return add(call, sign * amount)
}

function addFloat(call: Call): Reply {
  const key = at(call, 1)
  const text = textOf(call, key)
  if (isFault(text)) return text
  if (float(text ?? '0') === undefined || float(at(call, 2)) === undefined) return NOT_FLOAT
  const sum = addDecimals(text ?? '0', at(call, 2))
  if (sum === undefined) return error('ERR increment would produce NaN or Infinity')
  keepText(call, key, sum)
  return sum
}

function append(call: Call): Reply {
  const key = at(call, 1)
  const text = textOf(call, key)
  if (isFault(text)) return text
  const whole = (text ?? '') + at(call, 2)
  if (whole.length > STRING_MAX) return OOM
  keepText(call, key, whole)
  return whole.length
}

/** Start and end as indices in `length`, negative ones counted from the end; undefined when nothing is between. */
export function span(start: number, end: number, length: number): readonly [number, number] | undefined {
  if (start < 0 && end < 0 && start > end) return undefined
  const from = Math.max(0, start < 0 ? length + start : start)
  const to = Math.min(length - 1, Math.max(0, end < 0 ? length + end : end))
  return from > to || length === 0 ? undefined : [from, to]
}

function getRange(call: Call): Reply {
  const [start, end] = [whole(at(call, 2)), whole(at(call, 3))]
  if (start === undefined || end === undefined) return NOT_INTEGER
  const text = textOf(call, at(call, 1))
  if (isFault(text)) return text
  const range = span(start, end, text?.length ?? 0)
  return range ? (text ?? '').slice(range[0], range[1] + 1) : ''
}

function setRange(call: Call): Reply {
  const offset = whole(at(call, 2))
  if (offset === undefined) return NOT_INTEGER
  if (offset < 0) return error('ERR offset is out of range')
  const found = textOf(call, at(call, 1))
  if (isFault(found)) return found
  const text = found ?? ''
  const value = at(call, 3)
  if (value === '') return text.length
  const length = Math.max(text.length, offset + value.length)
  if (length > 536_870_912) return TOO_LONG
  if (length > STRING_MAX || !call.server.memory.admit(length)) return OOM
  keepText(call, at(call, 1), text.padEnd(offset, '\0').slice(0, offset) + value + text.slice(offset + value.length))
  return length
}

function getEx(call: Call): Reply {
  const key = at(call, 1)
  const timed = /^(EX|PX|EXAT|PXAT)$/i.test(call.argv[2] ?? '') && call.argv.length === 4
  const persists = same(call.argv[2], 'PERSIST') && call.argv.length === 3
  if (!timed && !persists && call.argv.length > 2) return SYNTAX
  const text = textOf(call, key)
  if (isFault(text) || text === undefined) return text ?? null
  const expires = timed ? expiryOf(call, at(call, 3), at(call, 2).toUpperCase()) : null
  if (isFault(expires)) return expires
  const entry = call.db.peek(key)
  if (entry && (timed || persists)) entry.expires = expires
  return text
}

function multiSet(call: Call, onlyIfAbsent: boolean): Reply {
  if (call.argv.length % 2 === 0) return error(`ERR wrong number of arguments for '${call.spec.name}' command`)
  const pairs: [string, string][] = []
  for (let index = 1; index < call.argv.length; index += 2) pairs.push([at(call, index), at(call, index + 1)])
  if (onlyIfAbsent && pairs.some(([key]) => call.db.peek(key))) return 0
  for (const [key, text] of pairs) call.db.put(key, { type: 'string', text })
  return onlyIfAbsent ? 1 : OK
}

function longestCommon(call: Call): Reply {
  const [first, second] = [textOf(call, at(call, 1)), textOf(call, at(call, 2))]
  if (isFault(first) || isFault(second)) return error('ERR The specified keys must contain string values')
  if (call.argv.length > 3 && !same(call.argv[3], 'LEN')) return SYNTAX
  const [a, b] = [first ?? '', second ?? '']
  if (a.length * b.length > 1_000_000) return error('ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len')
  const common = commonText(a, b)
  return call.argv.length > 3 ? common.length : common
}

function commonText(a: string, b: string): string {
  let row: string[] = new Array(b.length + 1).fill('')
  for (const letter of a) {
    const next: string[] = ['']
    for (let j = 1; j <= b.length; j++) {
      const [left, above] = [next[j - 1] ?? '', row[j] ?? '']
      next.push(letter === b[j - 1] ? (row[j - 1] ?? '') + letter : left.length > above.length ? left : above)
    }
    row = next
  }
  return row[b.length] ?? ''
}

export const strings: Handlers = {
  get: (call) => textOf(call, at(call, 1)) ?? null,
  set: setCommand,
  setnx: (call) => {
    if (call.db.peek(at(call, 1))) return 0
    call.db.put(at(call, 1), { type: 'string', text: at(call, 2) })
    return 1
  },
  setex: setWithUnit('EX'),
  psetex: setWithUnit('PX'),
  append,
  strlen: (call) => {
    const text = textOf(call, at(call, 1))
    return isFault(text) ? text : (text?.length ?? 0)
  },
  incr: (call) => add(call, 1n),
  decr: (call) => add(call, -1n),
  incrby: (call) => addArgument(call, 1n),
  decrby: (call) => addArgument(call, -1n),
  incrbyfloat: addFloat,
  getrange: getRange,
  substr: getRange,
  setrange: setRange,
  getset: (call) => {
    const text = textOf(call, at(call, 1))
    if (isFault(text)) return text
    call.db.put(at(call, 1), { type: 'string', text: at(call, 2) })
    return text ?? null
  },
  getdel: (call) => {
    const text = textOf(call, at(call, 1))
    if (isFault(text) || text === undefined) return text ?? null
    call.db.delete(at(call, 1))
    return text
  },
  getex: getEx,
  mget: (call) =>
    call.argv.slice(1).map((key) => {
      const text = textOf(call, key)
      return isFault(text) ? null : (text ?? null)
    }),
  mset: (call) => multiSet(call, false),
  msetnx: (call) => multiSet(call, true),
  lcs: longestCommon,
}
