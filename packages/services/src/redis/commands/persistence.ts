// SAVE and its kin: nothing is written on the decky; what an attacker would have written is captured.
import { printable } from '@decnet/kernel'
import { at, type Call, type Handlers, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import type { Value } from '../keyspace.ts'
import { whole } from '../numbers.ts'
import { crc64, databaseFile, dumpOf } from '../rdb.ts'
import { error, OK, type Reply, status } from '../reply.ts'

/** Where Debian's and Ubuntu's packages put the file; elsewhere somebody aims at something. */
const USUAL = '/var/lib/redis/dump.rdb'
/** Captures of one decky's saves that one connection may cause. */
const CAPTURES_MAX = 20
const captures = new WeakMap<object, number>()

async function save(call: Call, reply: Reply): Promise<Reply> {
  const { server, client } = call
  const path = `${server.configuration.get('dir') ?? ''}/${server.configuration.get('dbfilename') ?? ''}`
  server.counters.lastSave = server.clock.now()
  server.counters.changes = 0
  server.counters.saves++
  const made = captures.get(client) ?? 0
  if (path === USUAL || made >= CAPTURES_MAX) return reply
  captures.set(client, made + 1)
  const sink = client.talk.capture(path, 'application/x-redis-rdb')
  for (const piece of databaseFile(server)) await sink.write(piece)
  const sealed = await sink.close()
  client.talk.emit('file.captured', {
    sha256: sealed.sha256,
    size: sealed.size,
    name: printable(Buffer.from(path, 'latin1'), 1024),
    mime: 'application/x-redis-rdb',
    how: 'written',
    complete: sealed.complete,
  })
  return reply
}

function background(call: Call): Reply | Promise<Reply> {
  if (call.argv.length > 2 || (call.argv.length === 2 && !same(call.argv[1], 'SCHEDULE'))) return SYNTAX
  call.server.counters.forks++
  return save(call, status('Background saving started'))
}

const BAD_DATA = error('ERR Bad data format')

/** Reads back what {@link dumpOf} writes of a string; other types of a foreign dump are refused as bad data. */
function parseDump(bytes: Buffer): Value | undefined {
  if (bytes.length < 12 || bytes[0] !== 0) return undefined
  const first = bytes[1] ?? 0
  const body = bytes.subarray(2, -10)
  if (first >> 6 === 0 && body.length === first) return { type: 'string', text: body.toString('latin1') }
  if (first >> 6 === 1) {
    const length = ((first & 0x3f) << 8) | (bytes[2] ?? 0)
    return body.length - 1 === length ? { type: 'string', text: body.subarray(1).toString('latin1') } : undefined
  }
  const size = first >= 192 && first <= 194 ? 1 << (first - 192) : undefined
  return size !== undefined && body.length === size ? { type: 'string', text: String(body.readIntLE(0, size)) } : undefined
}

function restore(call: Call): Reply {
  let replace = false
  let absolute = false
  for (let index = 4; index < call.argv.length; index++) {
    if (same(call.argv[index], 'REPLACE')) replace = true
    else if (same(call.argv[index], 'ABSTTL')) absolute = true
    else if (/^(idletime|freq)$/i.test(at(call, index)) && index + 1 < call.argv.length) index++
    else return SYNTAX
  }
  if (!replace && call.db.peek(at(call, 1))) return error('BUSYKEY Target key name already exists.')
  const time = whole(at(call, 2))
  if (time === undefined) return NOT_INTEGER
  if (time < 0) return error('ERR Invalid TTL value, must be >= 0')
  const bytes = Buffer.from(at(call, 3), 'latin1')
  const good = bytes.length >= 10 && crc64(bytes.subarray(0, -8)).equals(bytes.subarray(-8))
  if (!good) return error('ERR DUMP payload version or checksum are wrong')
  const value = parseDump(bytes)
  if (!value) return BAD_DATA
  call.db.put(at(call, 1), value, time === 0 ? null : absolute ? time : call.server.clock.now() + time)
  return OK
}

export const persistence: Handlers = {
  save: (call) => save(call, OK),
  bgsave: background,
  bgrewriteaof: () => status('Background append only file rewriting started'),
  lastsave: ({ server }) => Math.floor(server.counters.lastSave / 1000),
  dump: (call) => {
    const entry = call.db.get(at(call, 1))
    return entry ? dumpOf(entry.value, call.server.identity.major).toString('latin1') : null
  },
  restore,
  'restore-asking': restore,
}
