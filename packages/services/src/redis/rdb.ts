// RDB: the bytes of a saved database, and of DUMP (rdb.c's format, versions 9 and 10, without compression).
import type { Value } from './keyspace.ts'
import { integer } from './numbers.ts'
import type { Server } from './server.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

/** A length: six bits, fourteen, or thirty-two. */
function lengthOf(count: number): Buffer {
  if (count < 64) return Buffer.from([count])
  if (count < 16_384) return Buffer.from([0x40 | (count >> 8), count & 0xff])
  const bytes = Buffer.alloc(5)
  bytes[0] = 0x80
  bytes.writeUInt32BE(count, 1)
  return bytes
}

/** A string; short whole numbers are packed. */
function stringOf(text: string): Buffer {
  const number = text.length <= 11 ? integer(text) : undefined
  if (number === undefined || number < -(2n ** 31n) || number > 2n ** 31n - 1n) return Buffer.concat([lengthOf(text.length), latin1(text)])
  const value = Number(number)
  const size = value >= -128 && value <= 127 ? 1 : value >= -32_768 && value <= 32_767 ? 2 : 4
  const bytes = Buffer.alloc(1 + size)
  bytes[0] = 0xc0 | (size >> 1)
  bytes.writeIntLE(value, 1, size)
  return bytes
}

const listOf = (items: readonly string[]) => Buffer.concat([lengthOf(items.length), ...items.map(stringOf)])

/** The type byte and the body of a value. */
export function valueBytes(value: Value): { readonly type: number; readonly body: Buffer } {
  switch (value.type) {
    case 'string':
      return { type: 0, body: stringOf(value.text) }
    case 'list':
      return { type: 1, body: listOf(value.items) }
    case 'set':
      return { type: 2, body: listOf([...value.members]) }
    case 'hash':
      return { type: 4, body: Buffer.concat([lengthOf(value.fields.size), ...[...value.fields].flat().map(stringOf)]) }
    case 'zset':
      return { type: 5, body: Buffer.concat([lengthOf(value.scores.size), ...[...value.scores].map(scored)]) }
    case 'stream':
      return { type: 0, body: stringOf('') }
  }
}

function scored([member, score]: readonly [string, number]): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(score)
  return Buffer.concat([stringOf(member), bytes])
}

const TABLE: bigint[] = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte)
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x95ac9329ac4bc9b5n : value >> 1n
  return value
})

/** CRC-64 with the Jones polynomial, reflected: the trailer of a dump, little-endian. */
export function crc64(bytes: Uint8Array): Buffer {
  let crc = 0n
  for (const byte of bytes) crc = (TABLE[Number((crc ^ BigInt(byte)) & 0xffn)] ?? 0n) ^ (crc >> 8n)
  const out = Buffer.alloc(8)
  out.writeBigUInt64LE(crc)
  return out
}

/** What DUMP answers: type, body, version, checksum. */
export function dumpOf(value: Value, major: 6 | 7): Buffer {
  const { type, body } = valueBytes(value)
  const bytes = Buffer.concat([Buffer.from([type]), body, Buffer.from([major === 6 ? 9 : 10, 0])])
  return Buffer.concat([bytes, crc64(bytes)])
}

function auxiliary(name: string, text: string): Buffer {
  return Buffer.concat([Buffer.from([0xfa]), stringOf(name), stringOf(text)])
}

/** The file that SAVE would write, in pieces. */
export function* databaseFile(server: Server): Generator<Buffer> {
  const { identity, clock } = server
  const pieces: Buffer[] = [
    latin1(identity.major === 6 ? 'REDIS0009' : 'REDIS0010'),
    auxiliary('redis-ver', identity.version),
    auxiliary('redis-bits', '64'),
    auxiliary('ctime', String(Math.floor(clock.now() / 1000))),
    auxiliary('used-mem', String(identity.startup + server.memory.used)),
    auxiliary(identity.major === 6 ? 'aof-preamble' : 'aof-base', '0'),
  ]
  for (const database of server.databases) {
    const entries = [...database.entries()]
    if (entries.length === 0) continue
    const expiring = entries.filter(([, entry]) => entry.expires !== null).length
    pieces.push(Buffer.from([0xfe, database.index]), Buffer.from([0xfb]), lengthOf(entries.length), lengthOf(expiring))
    for (const [key, entry] of entries) {
      if (entry.expires !== null) {
        const moment = Buffer.alloc(9)
        moment[0] = 0xfc
        moment.writeBigUInt64LE(BigInt(entry.expires), 1)
        pieces.push(moment)
      }
      const { type, body } = valueBytes(entry.value)
      pieces.push(Buffer.from([type]), stringOf(key), body)
    }
  }
  pieces.push(Buffer.from([0xff]))
  const whole = Buffer.concat(pieces)
  for (let at = 0; at < whole.length; at += 65_536) yield whole.subarray(at, at + 65_536)
  yield crc64(whole)
}
