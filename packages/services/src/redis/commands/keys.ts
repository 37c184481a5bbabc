// Keys whatever they hold: DEL, RENAME, COPY, KEYS, OBJECT, and the like.
import { at, type Call, databaseAt, type Handlers, NO_KEY, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import { globMatch } from '../glob.ts'
import { copyOf, type Entry } from '../keyspace.ts'
import { integer, whole } from '../numbers.ts'
import { error, isFault, OK, type Reply, status } from '../reply.ts'
import { helpFor } from './help.ts'

function remove(call: Call): Reply {
  return call.argv.slice(1).filter((key) => call.db.delete(key)).length
}

function rename(call: Call, onlyIfAbsent: boolean): Reply {
  const [from, to] = [at(call, 1), at(call, 2)]
  const entry = call.db.peek(from)
  if (!entry) return NO_KEY
  if (from === to) return onlyIfAbsent ? 0 : OK
  if (onlyIfAbsent && call.db.peek(to)) return 0
  call.db.delete(from)
  call.db.put(to, entry.value, entry.expires)
  return onlyIfAbsent ? 1 : OK
}

function copy(call: Call): Reply {
  let target = call.db
  let replace = false
  for (let index = 3; index < call.argv.length; index++) {
    if (same(call.argv[index], 'REPLACE')) replace = true
    else if (same(call.argv[index], 'DB') && index + 1 < call.argv.length) {
      const database = databaseAt(call, at(call, ++index))
      if (isFault(database)) return database
      target = database
    } else return SYNTAX
  }
  if (target === call.db && at(call, 1) === at(call, 2)) return error('ERR source and destination objects are the same')
  const entry = call.db.get(at(call, 1))
  if (!entry) return 0
  if (target.peek(at(call, 2)) && !replace) return 0
  target.put(at(call, 2), copyOf(entry.value), entry.expires)
  return 1
}

function move(call: Call): Reply {
  const target = databaseAt(call, at(call, 2))
  if (isFault(target)) return target
  if (target === call.db) return error('ERR source and destination objects are the same')
  const entry = call.db.peek(at(call, 1))
  if (!entry || target.peek(at(call, 1))) return 0
  call.db.delete(at(call, 1))
  target.put(at(call, 1), entry.value, entry.expires)
  return 1
}

/** How Redis keeps a value, as OBJECT ENCODING names it. */
export function encodingOf(entry: Entry, major: 6 | 7): string {
  const { value } = entry
  const packed = major === 6 ? 'ziplist' : 'listpack'
  switch (value.type) {
    case 'string':
      if (integer(value.text) !== undefined) return 'int'
      return value.text.length <= 44 ? 'embstr' : 'raw'
    case 'list':
      return 'quicklist'
    case 'hash':
      return value.fields.size <= 512 && [...value.fields].every(([field, text]) => field.length <= 64 && text.length <= 64)
        ? packed
        : 'hashtable'
    case 'set':
      return value.members.size <= 512 && [...value.members].every((member) => integer(member) !== undefined) ? 'intset' : 'hashtable'
    case 'zset':
      return value.scores.size <= 128 && [...value.scores.keys()].every((member) => member.length <= 64) ? packed : 'skiplist'
    case 'stream':
      return 'stream'
  }
}

function inspect(call: Call, tell: (entry: Entry) => Reply): Reply {
  const entry = call.db.peek(at(call, 2))
  if (!entry) return call.server.identity.major === 6 ? NO_KEY : null
  return tell(entry)
}

const isShared = (entry: Entry) =>
  entry.value.type === 'string' &&
  integer(entry.value.text) !== undefined &&
  Number(entry.value.text) >= 0 &&
  Number(entry.value.text) < 10_000

export const keys: Handlers = {
  del: remove,
  unlink: remove,
  exists: (call) => call.argv.slice(1).filter((key) => call.db.peek(key)).length,
  touch: (call) => call.argv.slice(1).filter((key) => call.db.get(key)).length,
  type: (call) => status(call.db.peek(at(call, 1))?.value.type ?? 'none'),
  rename: (call) => rename(call, false),
  renamenx: (call) => rename(call, true),
  copy,
  move,
  keys: (call) => [...call.db.keys()].filter((key) => globMatch(at(call, 1), key)),
  randomkey: (call) => {
    const all = [...call.db.keys()]
    return all[call.client.talk.random(4).readUInt32BE() % Math.max(1, all.length)] ?? null
  },
  dbsize: (call) => call.db.size,
  'object|encoding': (call) => inspect(call, (entry) => encodingOf(entry, call.server.identity.major)),
  'object|refcount': (call) => inspect(call, (entry) => (isShared(entry) ? 2_147_483_647 : 1)),
  'object|idletime': (call) => inspect(call, (entry) => Math.floor((call.server.clock.now() - entry.touched) / 1000)),
  'object|freq': (call) =>
    inspect(call, () =>
      error(
        'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
      ),
    ),
  'object|help': helpFor('object'),
  wait: (call) => {
    const [count, time] = [whole(at(call, 1)), whole(at(call, 2))]
    if (count === undefined) return NOT_INTEGER
    if (time === undefined) return error('ERR timeout is not an integer or out of range')
    return time < 0 ? error('ERR timeout is negative') : 0
  },
}
