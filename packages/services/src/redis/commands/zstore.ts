// Unions, intersections and differences of sorted sets.
import { at, type Call, type Handlers, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import { WRONG_TYPE } from '../keyspace.ts'
import { float, whole } from '../numbers.ts'
import { error, type Fault, isFault, type Reply } from '../reply.ts'
import { listed } from './zranges.ts'
import { ordered, type Scores } from './zsets.ts'

type How = 'union' | 'inter' | 'diff'
type Aggregate = 'SUM' | 'MIN' | 'MAX'

interface Plan {
  readonly sources: readonly Scores[]
  readonly weights: number[]
  aggregate: Aggregate
  scores: boolean
}

function sourcesOf(call: Call, keys: readonly string[]): Scores[] | Fault {
  const sources: Scores[] = []
  for (const key of keys) {
    const value = call.db.get(key)?.value
    if (value === undefined) sources.push(new Map())
    else if (value.type === 'zset') sources.push(value.scores)
    else if (value.type === 'set') sources.push(new Map([...value.members].map((member) => [member, 1] as const)))
    else return WRONG_TYPE
  }
  return sources
}

function planOf(call: Call, start: number, stores: boolean): Plan | Fault {
  const count = whole(at(call, start))
  if (count === undefined) return NOT_INTEGER
  if (count < 1) return error(`ERR at least 1 input key is needed for '${call.spec.name}' command`)
  const keys = call.argv.slice(start + 1, start + 1 + count)
  if (keys.length < count) return SYNTAX
  const sources = sourcesOf(call, keys)
  if (isFault(sources)) return sources
  const plan: Plan = { sources, weights: keys.map(() => 1), aggregate: 'SUM', scores: false }
  const plain = call.spec.name.startsWith('zdiff')
  for (let index = start + 1 + count; index < call.argv.length; index++) {
    const word = call.argv[index]
    if (!plain && same(word, 'WEIGHTS') && index + count < call.argv.length) {
      for (let next = 0; next < count; next++) {
        const weight = float(at(call, ++index))
        if (weight === undefined) return error('ERR weight value is not a float')
        plan.weights[next] = weight
      }
    } else if (!plain && same(word, 'AGGREGATE') && /^(sum|min|max)$/i.test(call.argv[index + 1] ?? '')) {
      plan.aggregate = at(call, ++index).toUpperCase() as Aggregate
    } else if (!stores && same(word, 'WITHSCORES')) plan.scores = true
    else return SYNTAX
  }
  return plan
}

const join: Readonly<Record<Aggregate, (left: number, right: number) => number>> = {
  SUM: (left, right) => (Number.isNaN(left + right) ? 0 : left + right),
  MIN: Math.min,
  MAX: Math.max,
}

function combine(how: How, plan: Plan): Scores {
  const [first = new Map<string, number>(), ...rest] = plan.sources
  if (how === 'diff') return new Map([...first].filter(([member]) => !rest.some((scores) => scores.has(member))))
  const result: Scores = new Map()
  for (const [index, source] of plan.sources.entries()) {
    const weight = plan.weights[index] ?? 1
    for (const [member, score] of source) {
      if (how === 'inter' && !plan.sources.every((scores) => scores.has(member))) continue
      const weighed = Number.isNaN(score * weight) ? 0 : score * weight
      const before = result.get(member)
      result.set(member, before === undefined ? weighed : join[plan.aggregate](before, weighed))
    }
  }
  return result
}

function read(how: How) {
  return (call: Call): Reply => {
    const plan = planOf(call, 1, false)
    return isFault(plan) ? plan : listed(call, ordered(combine(how, plan)), plan.scores)
  }
}

function store(how: How) {
  return (call: Call): Reply => {
    const plan = planOf(call, 2, true)
    if (isFault(plan)) return plan
    const scores = combine(how, plan)
    if (scores.size === 0) call.db.delete(at(call, 1))
    else call.db.put(at(call, 1), { type: 'zset', scores })
    return scores.size
  }
}

function intersectionSize(call: Call): Reply {
  const count = whole(at(call, 1))
  if (count === undefined) return NOT_INTEGER
  if (count < 1) return error("ERR at least 1 input key is needed for 'zintercard' command")
  const keys = call.argv.slice(2, 2 + count)
  if (keys.length < count) return SYNTAX
  const sources = sourcesOf(call, keys)
  if (isFault(sources)) return sources
  let most = Infinity
  for (let index = 2 + count; index < call.argv.length; index += 2) {
    if (!same(call.argv[index], 'LIMIT') || index + 1 >= call.argv.length) return SYNTAX
    const limit = whole(at(call, index + 1))
    if (limit === undefined || limit < 0) return error("ERR LIMIT can't be negative")
    most = limit || Infinity
  }
  const [first, ...rest] = sources
  const common = [...(first?.keys() ?? [])].filter((member) => rest.every((scores) => scores.has(member)))
  return Math.min(most, common.length)
}

export const zstore: Handlers = {
  zunion: read('union'),
  zinter: read('inter'),
  zdiff: read('diff'),
  zunionstore: store('union'),
  zinterstore: store('inter'),
  zdiffstore: store('diff'),
  zintercard: intersectionSize,
}
