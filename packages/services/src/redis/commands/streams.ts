// Streams, as far as adding and reading goes: XADD, XLEN, XRANGE, XREAD, XDEL. No consumer groups.
import { at, type Call, type Handlers, same, SYNTAX } from '../call.ts'
import type { StreamEntry } from '../keyspace.ts'
import { whole } from '../numbers.ts'
import { error, type Fault, isFault, NULL_ARRAY, type Reply } from '../reply.ts'

type Id = readonly [bigint, bigint]
const BAD_ID = error('ERR Invalid stream ID specified as stream command argument')
const MOST = 2n ** 64n - 1n

function idOf(text: string, sequence: bigint): Id | undefined {
  if (text === '-') return [0n, 0n]
  if (text === '+') return [MOST, MOST]
  const match = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text)
  if (!match) return undefined
  const id: Id = [BigInt(match[1] ?? ''), match[2] === undefined ? sequence : BigInt(match[2])]
  return id[0] > MOST || id[1] > MOST ? undefined : id
}

const compare = (a: Id, b: Id) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) : a[0] < b[0] ? -1 : 1)
const shown = (id: Id) => `${id[0]}-${id[1]}`
const listed = (entry: StreamEntry): Reply => [shown(entry.id), entry.fields]

function nextId(call: Call, last: Id, text: string): Id | Fault {
  if (text === '*') {
    const now = BigInt(call.server.clock.now())
    return now > last[0] ? [now, 0n] : [last[0], last[1] + 1n]
  }
  const open = /^(\d{1,20})-\*$/.exec(text)
  if (open && call.server.identity.major >= 7) {
    const time = BigInt(open[1] ?? '')
    return time === last[0] ? [time, last[1] + 1n] : [time, 0n]
  }
  return idOf(text, 0n) ?? BAD_ID
}

function addEntry(call: Call): Reply {
  let index = 2
  let make = true
  let most: number | undefined
  for (; index < call.argv.length; index++) {
    if (same(call.argv[index], 'NOMKSTREAM')) make = false
    else if (same(call.argv[index], 'MAXLEN')) {
      if (/^[=~]$/.test(call.argv[index + 1] ?? '')) index++
      most = whole(call.argv[++index] ?? '')
      if (most === undefined) return error('ERR value is not an integer or out of range')
    } else break
  }
  const fields = call.argv.slice(index + 1)
  const given = call.argv[index] ?? ''
  if (given !== '*' && !/^\d{1,20}(-(\d{1,20}|\*))?$/.test(given)) return BAD_ID
  if (fields.length === 0 || fields.length % 2 === 1) return error("ERR wrong number of arguments for 'xadd' command")
  if (/^0+(-0+)?$/.test(given)) return error('ERR The ID specified in XADD must be greater than 0-0')
  const found = call.db.find(at(call, 1), 'stream')
  if (isFault(found)) return found
  if (!found && !make) return null
  const stream = found ?? { type: 'stream' as const, entries: [], last: [0n, 0n] as const }
  const id = nextId(call, stream.last, given)
  if (isFault(id)) return id
  if (id[0] === 0n && id[1] === 0n) return error('ERR The ID specified in XADD must be greater than 0-0')
  if (compare(id, stream.last) <= 0) return error('ERR The ID specified in XADD is equal or smaller than the target stream top item')
  stream.entries.push({ id, fields })
  stream.last = id
  if (most !== undefined) stream.entries.splice(0, Math.max(0, stream.entries.length - most))
  if (found) call.db.changed(at(call, 1))
  else call.db.put(at(call, 1), stream)
  return shown(id)
}

/** A range's end; `(` leaves the id itself out (since 6.2). */
function boundOf(text: string, step: bigint): Id | undefined {
  const id = idOf(text.startsWith('(') ? text.slice(1) : text, step > 0n ? 0n : MOST)
  if (!id || !text.startsWith('(')) return id
  const sequence = id[1] + step
  if (sequence >= 0n && sequence <= MOST) return [id[0], sequence]
  return step > 0n ? [id[0] + 1n, 0n] : [id[0] - 1n, MOST]
}

function range(call: Call, reversed: boolean): Reply {
  const [low, high] = reversed ? [at(call, 3), at(call, 2)] : [at(call, 2), at(call, 3)]
  const [start, end] = [boundOf(low, 1n), boundOf(high, -1n)]
  if (!start || !end) return BAD_ID
  let count = Infinity
  if (call.argv.length > 4) {
    if (!same(call.argv[4], 'COUNT') || call.argv.length !== 6) return SYNTAX
    const number = whole(at(call, 5))
    if (number === undefined) return error('ERR value is not an integer or out of range')
    count = number
  }
  const found = call.db.find(at(call, 1), 'stream')
  if (isFault(found) || !found) return found ?? []
  const entries = found.entries.filter((entry) => compare(entry.id, start) >= 0 && compare(entry.id, end) <= 0)
  return (reversed ? entries.reverse() : entries).slice(0, count).map(listed)
}

function readStreams(call: Call): Reply {
  const from = call.argv.findIndex((word) => same(word, 'STREAMS'))
  const rest = call.argv.slice(from + 1)
  if (from < 0) return SYNTAX
  if (rest.length === 0 || rest.length % 2 === 1) {
    return error("ERR Unbalanced 'xread' list of streams: for each stream key an ID or '$' must be specified.")
  }
  const half = rest.length / 2
  const out: Reply[] = []
  for (const [index, key] of rest.slice(0, half).entries()) {
    const text = rest[half + index] ?? ''
    const found = call.db.find(key, 'stream')
    if (isFault(found)) return found
    const after = text === '$' ? (found?.last ?? ([0n, 0n] as const)) : idOf(text, 0n)
    if (!after) return BAD_ID
    const entries = found?.entries.filter((entry) => compare(entry.id, after) > 0) ?? []
    if (entries.length > 0) out.push([key, entries.map(listed)])
  }
  return out.length > 0 ? out : NULL_ARRAY
}

export const streams: Handlers = {
  xadd: addEntry,
  xlen: (call) => {
    const found = call.db.find(at(call, 1), 'stream')
    return isFault(found) ? found : (found?.entries.length ?? 0)
  },
  xrange: (call) => range(call, false),
  xrevrange: (call) => range(call, true),
  xread: readStreams,
  xdel: (call) => {
    const found = call.db.find(at(call, 1), 'stream')
    if (isFault(found) || !found) return found ?? 0
    const ids = call.argv.slice(2).map((text) => idOf(text, 0n))
    if (ids.includes(undefined)) return BAD_ID
    const gone = new Set(ids.map((id) => (id ? shown(id) : '')))
    const kept = found.entries.filter((entry) => !gone.has(shown(entry.id)))
    const count = found.entries.length - kept.length
    found.entries.splice(0, found.entries.length, ...kept)
    if (count > 0) call.db.changed(at(call, 1))
    return count
  },
}
