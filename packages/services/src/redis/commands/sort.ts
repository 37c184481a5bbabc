// SORT: lists, sets and sorted sets, by number or by text, by and through other keys.
import { at, type Call, type Handlers, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import { WRONG_TYPE } from '../keyspace.ts'
import { float, whole } from '../numbers.ts'
import { error, type Fault, isFault, type Reply } from '../reply.ts'

interface Plan {
  descending: boolean
  alpha: boolean
  limit: readonly [number, number] | undefined
  by: string | undefined
  get: string[]
  store: string | undefined
}

function planOf(call: Call): Plan | Fault {
  const plan: Plan = { descending: false, alpha: false, limit: undefined, by: undefined, get: [], store: undefined }
  for (let index = 2; index < call.argv.length; index++) {
    const word = call.argv[index]
    const left = call.argv.length - index - 1
    if (same(word, 'ASC')) plan.descending = false
    else if (same(word, 'DESC')) plan.descending = true
    else if (same(word, 'ALPHA')) plan.alpha = true
    else if (same(word, 'LIMIT') && left >= 2) {
      const [start, count] = [whole(at(call, index + 1)), whole(at(call, index + 2))]
      if (start === undefined || count === undefined) return NOT_INTEGER
      plan.limit = [start, count]
      index += 2
    } else if (same(word, 'STORE') && left >= 1 && call.spec.name === 'sort') plan.store = call.argv[++index]
    else if (same(word, 'BY') && left >= 1) plan.by = call.argv[++index]
    else if (same(word, 'GET') && left >= 1) plan.get.push(at(call, ++index))
    else return SYNTAX
  }
  return plan
}

function itemsOf(call: Call): readonly string[] | Fault {
  const value = call.db.get(at(call, 1))?.value
  if (value === undefined) return []
  if (value.type === 'list') return value.items
  if (value.type === 'set') return [...value.members]
  return value.type === 'zset' ? [...value.scores].sort((a, b) => a[1] - b[1]).map(([member]) => member) : WRONG_TYPE
}

function lookThrough(call: Call, pattern: string, item: string): string | null {
  if (pattern === '#') return item
  const [name = '', field] = pattern.split('->')
  if (!name.includes('*')) return null
  const value = call.db.get(name.replace('*', () => item))?.value
  if (field !== undefined) return value?.type === 'hash' ? (value.fields.get(field) ?? null) : null
  return value?.type === 'string' ? value.text : null
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function sorted(call: Call, items: readonly string[], plan: Plan): string[] | Fault {
  if (plan.by !== undefined && !plan.by.includes('*')) return [...items]
  const weighed = items.map((item) => ({
    item,
    weight: plan.by === undefined ? item : (lookThrough(call, plan.by, item) ?? (plan.alpha ? '' : '0')),
  }))
  const sign = plan.descending ? -1 : 1
  if (plan.alpha) return weighed.sort((a, b) => sign * compareText(a.weight, b.weight)).map(({ item }) => item)
  const numbers = weighed.map(({ item, weight }) => ({ item, number: float(weight) }))
  if (numbers.some(({ number }) => number === undefined)) return error("ERR One or more scores can't be converted into double")
  return numbers.sort((a, b) => sign * ((a.number ?? 0) - (b.number ?? 0) || compareText(a.item, b.item))).map(({ item }) => item)
}

function sort(call: Call): Reply {
  const plan = planOf(call)
  if (isFault(plan)) return plan
  const items = itemsOf(call)
  if (isFault(items)) return items
  const ordered = sorted(call, items, plan)
  if (isFault(ordered)) return ordered
  const [start, count] = plan.limit ?? [0, -1]
  const from = Math.max(0, start)
  const cut = ordered.slice(from, count < 0 ? undefined : from + count)
  const out = plan.get.length === 0 ? cut : cut.flatMap((item) => plan.get.map((pattern) => lookThrough(call, pattern, item)))
  if (plan.store === undefined) return out
  call.db.delete(plan.store)
  if (out.length > 0) call.db.put(plan.store, { type: 'list', items: out.map((item) => item ?? '') })
  return out.length
}

export const sorting: Handlers = { sort, sort_ro: sort }
