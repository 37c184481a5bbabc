// SCAN and its kin: one sweep for small collections, cursors that go on for large ones.
import { at, type Call, type Handlers, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import { globMatch } from '../glob.ts'
import { integer, printFloat, whole } from '../numbers.ts'
import { error, type Fault, isFault, type Reply } from '../reply.ts'

interface Sweep {
  readonly cursor: number
  readonly count: number
  readonly pattern: string | undefined
  readonly type: string | undefined
}

function sweepOf(call: Call, index: number): Sweep | Fault {
  const cursor = at(call, index)
  let count = 10
  let pattern: string | undefined
  let type: string | undefined
  for (let next = index + 1; next < call.argv.length; next += 2) {
    const value = call.argv[next + 1]
    if (value === undefined) return SYNTAX
    if (same(call.argv[next], 'COUNT')) {
      const number = whole(value)
      if (number === undefined) return NOT_INTEGER
      if (number < 1) return SYNTAX
      count = number
    } else if (same(call.argv[next], 'MATCH')) pattern = value
    else if (same(call.argv[next], 'TYPE') && call.spec.name === 'scan') type = value.toLowerCase()
    else return SYNTAX
  }
  return { cursor: Math.max(0, Number(cursor) || 0), count, pattern, type }
}

/** A cursor as strtoul reads it: nothing is zero, a sign is taken. */
function badCursor(call: Call, index: number): Fault | undefined {
  return /^([+-]?\d{1,20})?$/.test(at(call, index)) ? undefined : error('ERR invalid cursor')
}

/** The next cursor and the part of `items` from the cursor on; packed collections come whole, as in Redis. */
function part<Item>(items: readonly Item[], sweep: Sweep, packed: boolean): { cursor: string; items: readonly Item[] } {
  if (packed) return { cursor: '0', items }
  const start = Math.min(sweep.cursor, items.length)
  const end = Math.min(items.length, start + sweep.count)
  return { cursor: end >= items.length ? '0' : String(end), items: items.slice(start, end) }
}

function scanKeys(call: Call): Reply {
  const bad = badCursor(call, 1)
  if (bad) return bad
  const sweep = sweepOf(call, 1)
  if (isFault(sweep)) return sweep
  const { cursor, items } = part([...call.db.entries()], sweep, false)
  const found = items.filter(
    ([key, entry]) =>
      (sweep.pattern === undefined || globMatch(sweep.pattern, key)) && (sweep.type === undefined || entry.value.type === sweep.type),
  )
  return [cursor, found.map(([key]) => key)]
}

function flat(pairs: readonly (readonly [string, string])[], sweep: Sweep): readonly string[] {
  return pairs.filter(([name]) => sweep.pattern === undefined || globMatch(sweep.pattern, name)).flat()
}

function scanHash(call: Call): Reply {
  const bad = badCursor(call, 2)
  if (bad) return bad
  const hash = call.db.find(at(call, 1), 'hash')
  if (isFault(hash)) return hash
  if (!hash) return ['0', []]
  const sweep = sweepOf(call, 2)
  if (isFault(sweep)) return sweep
  const { cursor, items } = part([...hash.fields], sweep, hash.fields.size <= 512)
  return [cursor, flat(items, sweep)]
}

function scanSet(call: Call): Reply {
  const bad = badCursor(call, 2)
  if (bad) return bad
  const found = call.db.find(at(call, 1), 'set')
  if (isFault(found)) return found
  if (!found) return ['0', []]
  const sweep = sweepOf(call, 2)
  if (isFault(sweep)) return sweep
  const members = [...found.members]
  const { cursor, items } = part(members, sweep, members.length <= 512 && members.every((member) => integer(member) !== undefined))
  return [cursor, items.filter((member) => sweep.pattern === undefined || globMatch(sweep.pattern, member))]
}

function scanSorted(call: Call): Reply {
  const bad = badCursor(call, 2)
  if (bad) return bad
  const found = call.db.find(at(call, 1), 'zset')
  if (isFault(found)) return found
  if (!found) return ['0', []]
  const sweep = sweepOf(call, 2)
  if (isFault(sweep)) return sweep
  const pairs = [...found.scores].sort((a, b) => a[1] - b[1]).map(([member, score]) => [member, printFloat(score)] as const)
  const { cursor, items } = part(pairs, sweep, pairs.length <= 128)
  return [cursor, flat(items, sweep)]
}

export const scan: Handlers = { scan: scanKeys, hscan: scanHash, sscan: scanSet, zscan: scanSorted }
