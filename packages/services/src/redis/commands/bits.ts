// Bits of strings: SETBIT, BITCOUNT, BITOP; and HyperLogLog as far as counting goes.
import { at, type Call, type Handlers, NOT_INTEGER, OOM, same, SYNTAX } from '../call.ts'
import { STRING_MAX } from '../memory.ts'
import { whole } from '../numbers.ts'
import { error, isFault, OK, type Reply } from '../reply.ts'
import { keepText, span, textOf } from './strings.ts'

const BAD_OFFSET = error('ERR bit offset is not an integer or out of range')

function offsetOf(text: string): number | undefined {
  const offset = whole(text)
  return offset === undefined || offset < 0 || offset >= 2 ** 32 ? undefined : offset
}

function setBit(call: Call): Reply {
  const offset = offsetOf(at(call, 2))
  if (offset === undefined) return BAD_OFFSET
  const bit = at(call, 3)
  if (bit !== '0' && bit !== '1') return error('ERR bit is not an integer or out of range')
  const text = textOf(call, at(call, 1))
  if (isFault(text)) return text
  const index = offset >> 3 < 0 ? Math.floor(offset / 8) : offset >>> 3
  const length = Math.max(text?.length ?? 0, index + 1)
  if (length > STRING_MAX || !call.server.memory.admit(length)) return OOM
  const bytes = Buffer.alloc(length)
  bytes.write(text ?? '', 'latin1')
  const mask = 0x80 >> (offset & 7)
  const before = ((bytes[index] ?? 0) & mask) === 0 ? 0 : 1
  bytes[index] = bit === '1' ? (bytes[index] ?? 0) | mask : (bytes[index] ?? 0) & ~mask
  keepText(call, at(call, 1), bytes.toString('latin1'))
  return before
}

function getBit(call: Call): Reply {
  const offset = offsetOf(at(call, 2))
  if (offset === undefined) return BAD_OFFSET
  const text = textOf(call, at(call, 1))
  if (isFault(text)) return text
  const code = (text ?? '').charCodeAt(Math.floor(offset / 8)) || 0
  return (code >> (7 - (offset & 7))) & 1
}

/** Bit positions [from, to] that BITCOUNT and BITPOS look at. */
function bitSpan(call: Call, text: string, index: number): readonly [number, number] | undefined | 'syntax' | 'number' {
  const unit = call.argv[index + 2]
  const [start, end] = [whole(at(call, index)), whole(call.argv[index + 1] ?? '-1')]
  if (start === undefined || end === undefined) return 'number'
  if (unit !== undefined && !same(unit, 'BIT') && !same(unit, 'BYTE')) return 'syntax'
  const bits = same(unit, 'BIT')
  const range = span(start, end, bits ? text.length * 8 : text.length)
  if (!range) return undefined
  return bits ? range : [range[0] * 8, range[1] * 8 + 7]
}

function bitAt(text: string, position: number): number {
  return (text.charCodeAt(position >> 3) >> (7 - (position & 7))) & 1
}

function bitCount(call: Call): Reply {
  const count = call.argv.length
  const text = textOf(call, at(call, 1))
  if (isFault(text)) return text
  if (text === undefined) return 0
  if (count === 3 || count > 5) return SYNTAX
  const range = count === 2 ? ([0, text.length * 8 - 1] as const) : bitSpan(call, text, 2)
  if (range === 'syntax') return SYNTAX
  if (range === 'number') return NOT_INTEGER
  if (!range) return 0
  let total = 0
  for (let position = range[0]; position <= range[1]; position++) total += bitAt(text, position)
  return total
}

function bitPosition(call: Call): Reply {
  const bit = whole(at(call, 2))
  if (bit === undefined) return NOT_INTEGER
  if (bit !== 0 && bit !== 1) return error('ERR The bit argument must be 1 or 0.')
  const text = textOf(call, at(call, 1))
  if (isFault(text)) return text
  if (text === undefined) return bit === 1 ? -1 : 0
  if (call.argv.length > 6) return SYNTAX
  const range = call.argv.length === 3 ? ([0, text.length * 8 - 1] as const) : bitSpan(call, text, 3)
  if (range === 'syntax') return SYNTAX
  if (range === 'number') return NOT_INTEGER
  if (!range) return -1
  for (let position = range[0]; position <= range[1]; position++) if (bitAt(text, position) === bit) return position
  return bit === 0 && call.argv.length < 5 ? range[1] + 1 : -1
}

const COMBINE: Readonly<Record<string, (left: number, right: number) => number>> = {
  AND: (left, right) => left & right,
  OR: (left, right) => left | right,
  XOR: (left, right) => left ^ right,
}

function bitOperation(call: Call): Reply {
  const operation = at(call, 1).toUpperCase()
  const combine = COMBINE[operation]
  if (!combine && operation !== 'NOT') return SYNTAX
  const keys = call.argv.slice(3)
  if (operation === 'NOT' && keys.length !== 1) return error('ERR BITOP NOT must be called with a single source key.')
  const texts: Buffer[] = []
  for (const key of keys) {
    const text = textOf(call, key)
    if (isFault(text)) return text
    texts.push(Buffer.from(text ?? '', 'latin1'))
  }
  const length = Math.max(0, ...texts.map((text) => text.length))
  const result = Buffer.alloc(length)
  for (let index = 0; index < length; index++) {
    const bytes = texts.map((text) => text[index] ?? 0)
    result[index] = combine ? bytes.reduce(combine) : ~(bytes[0] ?? 0)
  }
  if (length === 0) call.db.delete(at(call, 2))
  else call.db.put(at(call, 2), { type: 'string', text: result.toString('latin1') })
  return length
}

/** A HyperLogLog is kept as its members behind the real header: small ones count exactly, as the real one nearly does. */
const HEADER = 'HYLL\x01\0\0\0'
const NOT_HLL = error('WRONGTYPE Key is not a valid HyperLogLog string value.')
const MEMBERS_MAX = 4096

function membersOf(call: Call, key: string): Set<string> | undefined | typeof NOT_HLL {
  const text = textOf(call, key)
  if (isFault(text)) return text
  if (text === undefined) return undefined
  if (!text.startsWith(HEADER)) return NOT_HLL
  return new Set(text.slice(HEADER.length).match(/[^\0]{8}/gs) ?? [])
}

function short(member: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193]
  for (let index = 0; index < member.length; index++) {
    a = Math.imul(a ^ member.charCodeAt(index), 0x01000193)
    b = Math.imul(b + member.charCodeAt(index), 0x85ebca6b) ^ (b >>> 13)
  }
  const hex = ((a >>> 0) % 0xfffffff).toString(16).padStart(4, 'f') + ((b >>> 0) % 0xfffffff).toString(16).padStart(4, 'f')
  return hex.slice(0, 4) + hex.slice(-4)
}

function pfAdd(call: Call): Reply {
  const members = membersOf(call, at(call, 1))
  if (isFault(members)) return members
  const all = members ?? new Set<string>()
  const before = all.size
  for (const member of call.argv.slice(2)) if (all.size < MEMBERS_MAX) all.add(short(member))
  if (members && all.size === before) return 0
  keepText(call, at(call, 1), HEADER + [...all].join(''))
  return 1
}

function union(call: Call, from: number): Set<string> | typeof NOT_HLL {
  const all = new Set<string>()
  for (const key of call.argv.slice(from)) {
    const members = membersOf(call, key)
    if (isFault(members)) return members
    for (const member of members ?? []) if (all.size < MEMBERS_MAX) all.add(member)
  }
  return all
}

export const bits: Handlers = {
  setbit: setBit,
  getbit: getBit,
  bitcount: bitCount,
  bitpos: bitPosition,
  bitop: bitOperation,
  pfadd: pfAdd,
  pfcount: (call) => {
    const all = union(call, 1)
    return isFault(all) ? all : all.size
  },
  pfmerge: (call) => {
    const all = union(call, 1)
    if (isFault(all)) return all
    keepText(call, at(call, 1), HEADER + [...all].join(''))
    return OK
  },
}
