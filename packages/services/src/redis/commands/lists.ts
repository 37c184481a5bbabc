// Lists.
import { at, type Call, type Handlers, NO_KEY, NOT_INTEGER, OUT_OF_RANGE, same, SYNTAX } from '../call.ts'
import { whole } from '../numbers.ts'
import { error, type Fault, isFault, NULL_ARRAY, OK, type Reply } from '../reply.ts'
import { span } from './strings.ts'

export type End = 'LEFT' | 'RIGHT'
const NOT_POSITIVE = error('ERR value is out of range, must be positive')

export function endOf(word: string): End | undefined {
  const end = word.toUpperCase()
  return end === 'LEFT' || end === 'RIGHT' ? end : undefined
}

function push(call: Call, end: End, onlyIfThere: boolean): Reply {
  const key = at(call, 1)
  const found = call.db.find(key, 'list')
  if (isFault(found)) return found
  if (!found && onlyIfThere) return 0
  const items = found?.items ?? []
  const fresh = call.argv.slice(2)
  if (end === 'LEFT') items.unshift(...chunked(fresh.reverse()))
  else for (const item of fresh) items.push(item)
  if (found) call.db.changed(key)
  else call.db.put(key, { type: 'list', items })
  return items.length
}

/** Spreading is bounded by the engine's stack: what is too long is cut, as no client sends that many at once. */
function chunked(items: string[]): string[] {
  return items.slice(0, 100_000)
}

/** Takes one item from an end; the key goes with its last. */
export function take(call: Call, key: string, end: End): string | undefined | Fault {
  const found = call.db.find(key, 'list')
  if (isFault(found) || !found) return found
  const item = end === 'LEFT' ? found.items.shift() : found.items.pop()
  call.db.changed(key)
  return item
}

function pop(call: Call, end: End): Reply {
  if (call.argv.length > 3) return error(`ERR wrong number of arguments for '${call.spec.name}' command`)
  if (call.argv.length === 2) return take(call, at(call, 1), end) ?? null
  const count = whole(at(call, 2))
  if (count === undefined || count < 0) return NOT_POSITIVE
  const found = call.db.find(at(call, 1), 'list')
  if (isFault(found)) return found
  if (!found) return NULL_ARRAY
  const taken = end === 'LEFT' ? found.items.splice(0, count) : found.items.splice(Math.max(0, found.items.length - count)).reverse()
  call.db.changed(at(call, 1))
  return taken
}

/** Moves an item between two lists, or within one; undefined when there is none. */
export function moveItem(call: Call, [from, to]: readonly [string, string], ends: readonly [End, End]): string | undefined | Fault {
  const source = call.db.find(from, 'list')
  if (isFault(source) || !source) return source
  const target = call.db.find(to, 'list')
  if (isFault(target)) return target
  const item = ends[0] === 'LEFT' ? source.items.shift() : source.items.pop()
  if (item === undefined) return undefined
  const items = target?.items ?? []
  if (ends[1] === 'LEFT') items.unshift(item)
  else items.push(item)
  if (target) call.db.changed(to)
  else call.db.put(to, { type: 'list', items })
  call.db.changed(from)
  return item
}

function moveCommand(call: Call): Reply {
  const [from, to] = [endOf(at(call, 3)), endOf(at(call, 4))]
  if (!from || !to) return SYNTAX
  return moveItem(call, [at(call, 1), at(call, 2)], [from, to]) ?? null
}

function range(call: Call): Reply {
  const [start, end] = [whole(at(call, 2)), whole(at(call, 3))]
  if (start === undefined || end === undefined) return NOT_INTEGER
  const found = call.db.find(at(call, 1), 'list')
  if (isFault(found)) return found
  const part = listSpan(start, end, found?.items.length ?? 0)
  return part && found ? found.items.slice(part[0], part[1] + 1) : []
}

function listSpan(start: number, end: number, length: number): readonly [number, number] | undefined {
  const to = end < 0 ? length + end : end
  return to < 0 ? undefined : span(start, to, length)
}

function trim(call: Call): Reply {
  const [start, end] = [whole(at(call, 2)), whole(at(call, 3))]
  if (start === undefined || end === undefined) return NOT_INTEGER
  const found = call.db.find(at(call, 1), 'list')
  if (isFault(found) || !found) return found ?? OK
  const part = listSpan(start, end, found.items.length)
  found.items = part ? found.items.slice(part[0], part[1] + 1) : []
  call.db.changed(at(call, 1))
  return OK
}

function index(call: Call): Reply {
  const found = call.db.find(at(call, 1), 'list')
  if (isFault(found) || !found) return found ?? null
  const position = whole(at(call, 2))
  if (position === undefined) return NOT_INTEGER
  return found.items.at(position) ?? null
}

function setItem(call: Call): Reply {
  const found = call.db.find(at(call, 1), 'list')
  if (isFault(found)) return found
  if (!found) return NO_KEY
  const position = whole(at(call, 2))
  if (position === undefined) return NOT_INTEGER
  const real = position < 0 ? found.items.length + position : position
  if (real < 0 || real >= found.items.length) return OUT_OF_RANGE
  found.items[real] = at(call, 3)
  call.db.changed(at(call, 1))
  return OK
}

function insert(call: Call): Reply {
  const where = at(call, 2).toUpperCase()
  if (where !== 'BEFORE' && where !== 'AFTER') return SYNTAX
  const found = call.db.find(at(call, 1), 'list')
  if (isFault(found) || !found) return found ?? 0
  const position = found.items.indexOf(at(call, 3))
  if (position < 0) return -1
  found.items.splice(where === 'BEFORE' ? position : position + 1, 0, at(call, 4))
  call.db.changed(at(call, 1))
  return found.items.length
}

function remove(call: Call): Reply {
  const count = whole(at(call, 2))
  if (count === undefined) return NOT_INTEGER
  const found = call.db.find(at(call, 1), 'list')
  if (isFault(found) || !found) return found ?? 0
  const value = at(call, 3)
  let left = count === 0 ? Infinity : Math.abs(count)
  const keep = (item: string) => !(item === value && left-- > 0)
  const before = found.items.length
  found.items = count < 0 ? found.items.reverse().filter(keep).reverse() : found.items.filter(keep)
  if (found.items.length !== before) call.db.changed(at(call, 1))
  return before - found.items.length
}

function position(call: Call): Reply {
  let [rank, count, most]: [number, number | undefined, number] = [1, undefined, 0]
  for (let next = 3; next < call.argv.length; next += 2) {
    const value = call.argv[next + 1]
    if (value === undefined || !/^(rank|count|maxlen)$/i.test(at(call, next))) return SYNTAX
    const number = whole(value)
    if (same(call.argv[next], 'RANK')) {
      if (number === undefined) return NOT_INTEGER
      if (number === 0) {
        return error(
          "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list",
        )
      }
      rank = number
    } else if (same(call.argv[next], 'COUNT')) {
      if (number === undefined || number < 0) return error("ERR COUNT can't be negative")
      count = number
    } else if (same(call.argv[next], 'MAXLEN')) {
      if (number === undefined || number < 0) return error("ERR MAXLEN can't be negative")
      most = number
    } else return SYNTAX
  }
  const found = call.db.find(at(call, 1), 'list')
  if (isFault(found)) return found
  const hits = hitsIn(found?.items ?? [], at(call, 2), { rank, most, count: count === undefined ? 1 : count || Infinity })
  return count === undefined ? (hits[0] ?? null) : hits
}

function hitsIn(items: readonly string[], value: string, limits: { rank: number; most: number; count: number }): number[] {
  const hits: number[] = []
  let skip = Math.abs(limits.rank) - 1
  const looked = limits.most > 0 ? Math.min(limits.most, items.length) : items.length
  for (let step = 0; step < looked && hits.length < limits.count; step++) {
    const at = limits.rank > 0 ? step : items.length - 1 - step
    if (items[at] === value && skip-- <= 0) hits.push(at)
  }
  return hits
}

export const lists: Handlers = {
  lpush: (call) => push(call, 'LEFT', false),
  rpush: (call) => push(call, 'RIGHT', false),
  lpushx: (call) => push(call, 'LEFT', true),
  rpushx: (call) => push(call, 'RIGHT', true),
  lpop: (call) => pop(call, 'LEFT'),
  rpop: (call) => pop(call, 'RIGHT'),
  llen: (call) => {
    const found = call.db.find(at(call, 1), 'list')
    return isFault(found) ? found : (found?.items.length ?? 0)
  },
  lrange: range,
  ltrim: trim,
  lindex: index,
  lset: setItem,
  linsert: insert,
  lrem: remove,
  lpos: position,
  rpoplpush: (call) => moveItem(call, [at(call, 1), at(call, 2)], ['RIGHT', 'LEFT']) ?? null,
  lmove: moveCommand,
}
