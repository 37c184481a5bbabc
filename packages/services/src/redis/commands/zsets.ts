// Sorted sets: adding, scores, ranks, popping.
import { at, type Call, type Handlers, NOT_FLOAT, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import { float, printFloat, whole } from '../numbers.ts'
import { double, error, type Fault, isFault, type Reply } from '../reply.ts'

export type Scores = Map<string, number>
export type Scored = readonly [member: string, score: number]

export function scoresOf(call: Call, key: string): Scores | undefined | Fault {
  const found = call.db.find(key, 'zset')
  return isFault(found) || !found ? found : found.scores
}

/** Members by score, then by their bytes. */
export function ordered(scores: Scores): Scored[] {
  return [...scores].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
}

function read(call: Call, look: (scores: Scores) => Reply): Reply {
  const found = scoresOf(call, at(call, 1))
  return isFault(found) ? found : look(found ?? new Map())
}

interface AddFlags {
  nx: boolean
  xx: boolean
  gt: boolean
  lt: boolean
  ch: boolean
  incr: boolean
}

function addFlags(call: Call): { flags: AddFlags; next: number } {
  const flags: AddFlags = { nx: false, xx: false, gt: false, lt: false, ch: false, incr: false }
  let next = 2
  for (; next < call.argv.length; next++) {
    const word = at(call, next).toLowerCase()
    if (!Object.hasOwn(flags, word)) break
    flags[word as keyof AddFlags] = true
  }
  return { flags, next }
}

function addPairs(call: Call): Reply {
  const { flags, next } = addFlags(call)
  if (call.spec.name === 'zincrby') flags.incr = true
  const count = call.argv.length - next
  if (count === 0 || count % 2 === 1) return SYNTAX
  if (flags.nx && flags.xx) return error('ERR XX and NX options at the same time are not compatible')
  if ((flags.gt && flags.nx) || (flags.lt && flags.nx) || (flags.gt && flags.lt)) {
    return error('ERR GT, LT, and/or NX options at the same time are not compatible')
  }
  if (flags.incr && count > 2) return error('ERR INCR option supports a single increment-element pair')
  const pairs: Scored[] = []
  for (let index = next; index < call.argv.length; index += 2) {
    const score = float(at(call, index))
    if (score === undefined) return NOT_FLOAT
    pairs.push([at(call, index + 1), score])
  }
  return addAll(call, flags, pairs)
}

function addAll(call: Call, flags: AddFlags, pairs: readonly Scored[]): Reply {
  const found = scoresOf(call, at(call, 1))
  if (isFault(found)) return found
  const scores: Scores = found ?? new Map()
  let [added, updated] = [0, 0]
  let last: number | undefined
  for (const [member, given] of pairs) {
    const before = scores.get(member)
    if ((flags.nx && before !== undefined) || (flags.xx && before === undefined)) continue
    const score = flags.incr ? (before ?? 0) + given : given
    if (Number.isNaN(score)) return error('ERR resulting score is not a number (NaN)')
    if (before !== undefined && ((flags.gt && score <= before) || (flags.lt && score >= before))) continue
    last = score
    if (before === undefined) added++
    else if (before !== score) updated++
    scores.set(member, score)
  }
  if (found) call.db.changed(at(call, 1))
  else if (scores.size > 0) call.db.put(at(call, 1), { type: 'zset', scores })
  if (flags.incr) return last === undefined ? null : double(printFloat(last))
  return flags.ch ? added + updated : added
}

function rank(call: Call, reversed: boolean): Reply {
  return read(call, (scores) => {
    if (!scores.has(at(call, 2))) return null
    const place = ordered(scores).findIndex(([member]) => member === at(call, 2))
    return reversed ? scores.size - 1 - place : place
  })
}

interface Popping {
  readonly key: string
  readonly side: 'MIN' | 'MAX'
  readonly count: number
}

/** Takes the lowest or highest; the key goes with its last. */
export function popScored(call: Call, { key, side, count }: Popping): Scored[] | Fault {
  const scores = scoresOf(call, key)
  if (isFault(scores)) return scores
  if (!scores) return []
  const all = ordered(scores)
  const taken = (side === 'MAX' ? all.reverse() : all).slice(0, count)
  for (const [member] of taken) scores.delete(member)
  call.db.changed(key)
  return taken
}

function pop(call: Call, side: 'MIN' | 'MAX'): Reply {
  if (call.argv.length > 3) return SYNTAX
  const count = call.argv.length === 3 ? whole(at(call, 2)) : 1
  if (count === undefined || count < 0) return error('ERR value is out of range, must be positive')
  const taken = popScored(call, { key: at(call, 1), side, count })
  if (isFault(taken)) return taken
  if (call.client.protocol === 3 && call.argv.length === 3) return taken.map(([member, score]) => [member, double(printFloat(score))])
  return taken.flatMap(([member, score]) => [member, double(printFloat(score))])
}

function randomMembers(call: Call): Reply {
  const roll = (below: number) => call.client.talk.random(4).readUInt32BE() % Math.max(1, below)
  if (call.argv.length === 2) return read(call, (scores) => [...scores.keys()][roll(scores.size)] ?? null)
  const count = whole(at(call, 2))
  if (count === undefined) return NOT_INTEGER
  if (call.argv.length > 4 || (call.argv.length === 4 && !same(call.argv[3], 'WITHSCORES'))) return SYNTAX
  if (Math.abs(count) > 100_000) return error('ERR value is out of range')
  return read(call, (scores) => {
    const all = [...scores]
    const chosen =
      count >= 0
        ? all.slice(0, count)
        : all.length === 0
          ? []
          : Array.from({ length: -count }, () => all[roll(all.length)] ?? (['', 0] as const))
    return call.argv.length === 3
      ? chosen.map(([member]) => member)
      : chosen.flatMap(([member, score]) => [member, double(printFloat(score))])
  })
}

export const zsets: Handlers = {
  zadd: addPairs,
  zincrby: addPairs,
  zscore: (call) =>
    read(call, (scores) => {
      const score = scores.get(at(call, 2))
      return score === undefined ? null : double(printFloat(score))
    }),
  zmscore: (call) =>
    read(call, (scores) =>
      call.argv.slice(2).map((member) => {
        const score = scores.get(member)
        return score === undefined ? null : double(printFloat(score))
      }),
    ),
  zcard: (call) => read(call, (scores) => scores.size),
  zrank: (call) => rank(call, false),
  zrevrank: (call) => rank(call, true),
  zrem: (call) => {
    const scores = scoresOf(call, at(call, 1))
    if (isFault(scores) || !scores) return scores ?? 0
    const removed = call.argv.slice(2).filter((member) => scores.delete(member)).length
    if (removed > 0) call.db.changed(at(call, 1))
    return removed
  },
  zpopmin: (call) => pop(call, 'MIN'),
  zpopmax: (call) => pop(call, 'MAX'),
  zrandmember: randomMembers,
}
