// Commands that wait: BLPOP and its kin, and the pops of several keys.
import { at, type Call, type Handlers, same, SYNTAX } from '../call.ts'
import { float, printFloat, whole } from '../numbers.ts'
import { double, error, type Fault, isFault, NULL_ARRAY, type Reply } from '../reply.ts'
import { keyName } from '../server.ts'
import { type End, endOf, moveItem, take } from './lists.ts'
import { popScored } from './zsets.ts'

/** A wait's seconds as milliseconds. */
function timeoutOf(text: string): number | Fault {
  const seconds = float(text)
  if (seconds === undefined || Number.isNaN(seconds)) return error('ERR timeout is not a float or out of range')
  if (seconds < 0) return error('ERR timeout is negative')
  const milliseconds = Math.ceil(seconds * 1000)
  return milliseconds > 9.2e18 ? error('ERR timeout is out of range') : milliseconds
}

interface Wait {
  readonly keys: readonly string[]
  readonly timeout: number
  readonly attempt: () => Reply | undefined
  readonly otherwise: Reply
}

function waitFor(call: Call, { keys, timeout, attempt, otherwise }: Wait): Reply | Promise<Reply> {
  const now = attempt()
  if (now !== undefined) return now
  if (call.inside) return otherwise
  const names = keys.map((key) => keyName(call.client.db, key))
  // The longest wait that a timer can hold; what is longer is for ever.
  const milliseconds = timeout > 2_000_000_000 ? 0 : timeout
  const again = () => {
    const reply = attempt()
    // A key of another type does not wake whoever waits for it.
    return isFault(reply) ? undefined : reply
  }
  return call.server.room.wait({ client: call.client, keys: names, milliseconds, attempt: again, otherwise })
}

function popWaiting(call: Call, end: End): Reply | Promise<Reply> {
  const keys = call.argv.slice(1, -1)
  const timeout = timeoutOf(at(call, call.argv.length - 1))
  if (isFault(timeout)) return timeout
  const attempt = () => {
    for (const key of keys) {
      const item = take(call, key, end)
      if (isFault(item)) return item
      if (item !== undefined) return [key, item]
    }
    return undefined
  }
  return waitFor(call, { keys, timeout, attempt, otherwise: NULL_ARRAY })
}

function moveWaiting(call: Call, ends: readonly [End, End]): Reply | Promise<Reply> {
  const timeout = timeoutOf(at(call, call.argv.length - 1))
  if (isFault(timeout)) return timeout
  const attempt = () => moveItem(call, [at(call, 1), at(call, 2)], ends)
  return waitFor(call, { keys: [at(call, 1)], timeout, attempt, otherwise: null })
}

function popScoredWaiting(call: Call, side: 'MIN' | 'MAX'): Reply | Promise<Reply> {
  const keys = call.argv.slice(1, -1)
  const timeout = timeoutOf(at(call, call.argv.length - 1))
  if (isFault(timeout)) return timeout
  const attempt = () => {
    for (const key of keys) {
      const popped = popScored(call, { key, side, count: 1 })
      if (isFault(popped)) return popped
      const first = popped[0]
      if (first) return [key, first[0], double(printFloat(first[1]))]
    }
    return undefined
  }
  return waitFor(call, { keys, timeout, attempt, otherwise: NULL_ARRAY })
}

interface Multiple {
  readonly keys: readonly string[]
  readonly side: string
  readonly count: number
}

/** `numkeys key… LEFT|RIGHT [COUNT n]` (or MIN|MAX) from `start` on. */
function multiple(call: Call, start: number, sides: readonly string[]): Multiple | Fault {
  const number = whole(at(call, start))
  if (number === undefined || number <= 0) return error('ERR numkeys should be greater than 0')
  const keys = call.argv.slice(start + 1, start + 1 + number)
  const side = call.argv[start + 1 + number]?.toUpperCase() ?? ''
  if (keys.length < number || !sides.includes(side)) return SYNTAX
  const rest = call.argv.slice(start + 2 + number)
  if (rest.length === 0) return { keys, side, count: 1 }
  if (rest.length !== 2 || !same(rest[0], 'COUNT')) return SYNTAX
  const count = whole(rest[1] ?? '')
  return count === undefined || count <= 0 ? error('ERR count should be greater than 0') : { keys, side, count }
}

function popMany(call: Call, waits: boolean): Reply | Promise<Reply> {
  const timeout = waits ? timeoutOf(at(call, 1)) : 0
  if (isFault(timeout)) return timeout
  const plan = multiple(call, waits ? 2 : 1, ['LEFT', 'RIGHT'])
  if (isFault(plan)) return plan
  const end = endOf(plan.side) ?? 'LEFT'
  const attempt = () => {
    for (const key of plan.keys) {
      const found = call.db.find(key, 'list')
      if (isFault(found)) return found
      if (!found) continue
      const taken: string[] = []
      for (let item = take(call, key, end); typeof item === 'string'; item = taken.length < plan.count ? take(call, key, end) : undefined)
        taken.push(item)
      return [key, taken]
    }
    return undefined
  }
  return waits ? waitFor(call, { keys: plan.keys, timeout, attempt, otherwise: NULL_ARRAY }) : (attempt() ?? NULL_ARRAY)
}

function popManyScored(call: Call, waits: boolean): Reply | Promise<Reply> {
  const timeout = waits ? timeoutOf(at(call, 1)) : 0
  if (isFault(timeout)) return timeout
  const plan = multiple(call, waits ? 2 : 1, ['MIN', 'MAX'])
  if (isFault(plan)) return plan
  const attempt = () => {
    for (const key of plan.keys) {
      const popped = popScored(call, { key, side: plan.side === 'MIN' ? 'MIN' : 'MAX', count: plan.count })
      if (isFault(popped)) return popped
      if (popped.length > 0) return [key, popped.map(([member, score]) => [member, double(printFloat(score))])]
    }
    return undefined
  }
  return waits ? waitFor(call, { keys: plan.keys, timeout, attempt, otherwise: NULL_ARRAY }) : (attempt() ?? NULL_ARRAY)
}

export const blocking: Handlers = {
  blpop: (call) => popWaiting(call, 'LEFT'),
  brpop: (call) => popWaiting(call, 'RIGHT'),
  brpoplpush: (call) => moveWaiting(call, ['RIGHT', 'LEFT']),
  blmove: (call) => {
    const [from, to] = [endOf(at(call, 3)), endOf(at(call, 4))]
    return from && to ? moveWaiting(call, [from, to]) : SYNTAX
  },
  lmpop: (call) => popMany(call, false),
  blmpop: (call) => popMany(call, true),
  bzpopmin: (call) => popScoredWaiting(call, 'MIN'),
  bzpopmax: (call) => popScoredWaiting(call, 'MAX'),
  zmpop: (call) => popManyScored(call, false),
  bzmpop: (call) => popManyScored(call, true),
}
