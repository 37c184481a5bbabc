// Ranges of sorted sets: by rank, by score, by text; read, counted, removed, stored.
import { at, type Call, type Handlers, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import { float, printFloat, whole } from '../numbers.ts'
import { double, error, type Fault, isFault, type Reply } from '../reply.ts'
import { ordered, type Scored, scoresOf } from './zsets.ts'
import { span } from './strings.ts'

type Test = (entry: Scored) => boolean

interface Plan {
  readonly by: 'rank' | 'score' | 'lex'
  readonly start: string
  readonly end: string
  readonly reversed: boolean
  readonly limit: readonly [number, number] | undefined
  readonly scores: boolean
}

function scoreTest(start: string, end: string): Test | Fault {
  const [low, high] = [bound(start), bound(end)]
  if (!low || !high) return error('ERR min or max is not a float')
  return ([, score]) => (low.open ? score > low.value : score >= low.value) && (high.open ? score < high.value : score <= high.value)
}

function bound(text: string): { value: number; open: boolean } | undefined {
  const open = text.startsWith('(')
  const digits = open ? text.slice(1) : text
  // strtod takes nothing for zero.
  const value = digits === '' ? 0 : float(digits)
  return value === undefined ? undefined : { value, open }
}

function lexTest(start: string, end: string): Test | Fault {
  const [low, high] = [lexBound(start), lexBound(end)]
  if (!low || !high) return error('ERR min or max not valid string range item')
  return ([member]) => low(member, 1) && high(member, -1)
}

function lexBound(text: string): ((member: string, sign: number) => boolean) | undefined {
  if (text === '-') return (_member, sign) => sign > 0
  if (text === '+') return (_member, sign) => sign < 0
  const rest = text.slice(1)
  if (text.startsWith('[')) return (member, sign) => member === rest || member > rest === sign > 0
  if (text.startsWith('(')) return (member, sign) => member !== rest && member > rest === sign > 0
  return undefined
}

function select(call: Call, key: string, plan: Plan): Scored[] | Fault {
  const [low, high] = plan.reversed && plan.by !== 'rank' ? [plan.end, plan.start] : [plan.start, plan.end]
  if (plan.by === 'rank') {
    const [start, end] = [whole(low), whole(high)]
    if (start === undefined || end === undefined) return NOT_INTEGER
    const scores = scoresOf(call, key)
    if (isFault(scores)) return scores
    const all = ordered(scores ?? new Map())
    const to = end < 0 ? all.length + end : end
    const range = to < 0 ? undefined : span(start, to, all.length)
    const list = plan.reversed ? all.reverse() : all
    return range ? list.slice(range[0], range[1] + 1) : []
  }
  const test = plan.by === 'score' ? scoreTest(low, high) : lexTest(low, high)
  if (isFault(test)) return test
  const scores = scoresOf(call, key)
  if (isFault(scores)) return scores
  const found = ordered(scores ?? new Map()).filter(test)
  if (plan.reversed) found.reverse()
  if (!plan.limit) return found
  const [offset, count] = plan.limit
  return offset < 0 ? [] : found.slice(offset, count < 0 ? undefined : offset + count)
}

/** Options behind the bounds: `LIMIT a b`, `WITHSCORES`; for ZRANGE also `BYSCORE`, `BYLEX`, `REV`. */
function planOf(call: Call, first: number, fixed: Partial<Plan>): Plan | Fault {
  const general = fixed.by === undefined
  let plan: Plan = {
    by: 'rank',
    start: at(call, first),
    end: at(call, first + 1),
    reversed: false,
    limit: undefined,
    scores: false,
    ...fixed,
  }
  for (let index = first + 2; index < call.argv.length; index++) {
    const word = call.argv[index]
    if (same(word, 'WITHSCORES') && call.spec.name !== 'zrangestore') plan = { ...plan, scores: true }
    else if (same(word, 'LIMIT') && index + 2 < call.argv.length) {
      const [offset, count] = [whole(at(call, index + 1)), whole(at(call, index + 2))]
      if (offset === undefined || count === undefined) return NOT_INTEGER
      plan = { ...plan, limit: [offset, count] }
      index += 2
    } else if (general && same(word, 'REV')) plan = { ...plan, reversed: true }
    else if (general && same(word, 'BYSCORE')) plan = { ...plan, by: 'score' }
    else if (general && same(word, 'BYLEX')) plan = { ...plan, by: 'lex' }
    else return SYNTAX
  }
  if (plan.limit && plan.by === 'rank') {
    return error('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX')
  }
  return plan.scores && plan.by === 'lex' ? error('ERR syntax error, WITHSCORES not supported in combination with BYLEX') : plan
}

/** Members, with scores when they are asked for. */
export function listed(call: Call, entries: readonly Scored[], scores: boolean): Reply {
  if (!scores) return entries.map(([member]) => member)
  if (call.client.protocol === 3) return entries.map(([member, score]) => [member, double(printFloat(score))])
  return entries.flatMap(([member, score]) => [member, double(printFloat(score))])
}

function range(fixed: Partial<Plan>) {
  return (call: Call): Reply => {
    const plan = planOf(call, 2, call.server.identity.major === 6 && fixed.by === undefined ? { by: 'rank' } : fixed)
    if (isFault(plan)) return plan
    const found = select(call, at(call, 1), plan)
    return isFault(found) ? found : listed(call, found, plan.scores)
  }
}

function store(call: Call): Reply {
  const plan = planOf(call, 3, {})
  if (isFault(plan)) return plan
  const found = select(call, at(call, 2), plan)
  if (isFault(found)) return found
  if (found.length === 0) call.db.delete(at(call, 1))
  else call.db.put(at(call, 1), { type: 'zset', scores: new Map(found) })
  return found.length
}

const bounds = (call: Call, by: Plan['by']): Plan => ({
  by,
  start: at(call, 2),
  end: at(call, 3),
  reversed: false,
  limit: undefined,
  scores: false,
})

function count(by: Plan['by']) {
  return (call: Call): Reply => {
    const found = select(call, at(call, 1), bounds(call, by))
    return isFault(found) ? found : found.length
  }
}

function remove(by: Plan['by']) {
  return (call: Call): Reply => {
    const found = select(call, at(call, 1), bounds(call, by))
    if (isFault(found)) return found
    const scores = scoresOf(call, at(call, 1))
    if (isFault(scores) || !scores) return scores ?? 0
    for (const [member] of found) scores.delete(member)
    if (found.length > 0) call.db.changed(at(call, 1))
    return found.length
  }
}

export const zranges: Handlers = {
  zrange: range({}),
  zrevrange: range({ by: 'rank', reversed: true }),
  zrangebyscore: range({ by: 'score' }),
  zrevrangebyscore: range({ by: 'score', reversed: true }),
  zrangebylex: range({ by: 'lex' }),
  zrevrangebylex: range({ by: 'lex', reversed: true }),
  zrangestore: store,
  zcount: count('score'),
  zlexcount: count('lex'),
  zremrangebyrank: remove('rank'),
  zremrangebyscore: remove('score'),
  zremrangebylex: remove('lex'),
}
