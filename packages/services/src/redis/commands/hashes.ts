// Hashes.
import { at, type Call, type Handlers, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import { addDecimals, float, inRange, integer, whole } from '../numbers.ts'
import { error, type Fault, isFault, map, OK, type Reply } from '../reply.ts'

type Fields = Map<string, string>

function fieldsOf(call: Call): Fields | undefined | Fault {
  const found = call.db.find(at(call, 1), 'hash')
  return isFault(found) || !found ? found : found.fields
}

/** Runs `change` on the hash, made when there is none. */
function change(call: Call, apply: (fields: Fields) => Reply): Reply {
  const found = fieldsOf(call)
  if (isFault(found)) return found
  const fields: Fields = found ?? new Map()
  const reply = apply(fields)
  if (isFault(reply)) return reply
  if (found) call.db.changed(at(call, 1))
  else if (fields.size > 0) call.db.put(at(call, 1), { type: 'hash', fields })
  return reply
}

function read(call: Call, look: (fields: Fields) => Reply): Reply {
  const found = fieldsOf(call)
  return isFault(found) ? found : look(found ?? new Map())
}

function setFields(call: Call): Reply {
  if (call.argv.length % 2 === 1) return error(`ERR wrong number of arguments for '${call.spec.name}' command`)
  return change(call, (fields) => {
    const before = fields.size
    for (let index = 2; index < call.argv.length; index += 2) fields.set(at(call, index), at(call, index + 1))
    return call.spec.name === 'hmset' ? OK : fields.size - before
  })
}

function increase(call: Call): Reply {
  const amount = integer(at(call, 3))
  if (amount === undefined) return NOT_INTEGER
  return change(call, (fields) => {
    const value = integer(fields.get(at(call, 2)) ?? '0')
    if (value === undefined) return error('ERR hash value is not an integer')
    if (!inRange(value + amount)) return error('ERR increment or decrement would overflow')
    fields.set(at(call, 2), (value + amount).toString())
    return value + amount
  })
}

function increaseFloat(call: Call): Reply {
  const amount = float(at(call, 3))
  if (amount === undefined) return error('ERR value is not a valid float')
  if (!Number.isFinite(amount)) return error('ERR value is NaN or Infinity')
  return change(call, (fields) => {
    const before = fields.get(at(call, 2)) ?? '0'
    if (float(before) === undefined) return error('ERR hash value is not a float')
    const sum = addDecimals(before, at(call, 3))
    if (sum === undefined) return error('ERR increment would produce NaN or Infinity')
    fields.set(at(call, 2), sum)
    return sum
  })
}

function randomFields(call: Call): Reply {
  const roll = (below: number) => call.client.talk.random(4).readUInt32BE() % Math.max(1, below)
  if (call.argv.length === 2) return read(call, (fields) => [...fields.keys()][roll(fields.size)] ?? null)
  const count = whole(at(call, 2))
  if (count === undefined) return NOT_INTEGER
  if (call.argv.length > 4 || (call.argv.length === 4 && !same(call.argv[3], 'WITHVALUES'))) return SYNTAX
  if (Math.abs(count) > 100_000) return error('ERR value is out of range')
  return read(call, (fields) => {
    const all = [...fields]
    const chosen =
      count < 0 ? Array.from({ length: all.length === 0 ? 0 : -count }, () => all[roll(all.length)] ?? ['', '']) : all.slice(0, count)
    if (call.argv.length === 3) return chosen.map(([field]) => field ?? '')
    return call.client.protocol === 3 ? chosen.map(([field, value]) => [field ?? '', value ?? '']) : chosen.flat()
  })
}

export const hashes: Handlers = {
  hset: setFields,
  hmset: setFields,
  hsetnx: (call) =>
    change(call, (fields) => {
      if (fields.has(at(call, 2))) return 0
      fields.set(at(call, 2), at(call, 3))
      return 1
    }),
  hget: (call) => read(call, (fields) => fields.get(at(call, 2)) ?? null),
  hmget: (call) => read(call, (fields) => call.argv.slice(2).map((field) => fields.get(field) ?? null)),
  hgetall: (call) => read(call, (fields) => map([...fields])),
  hdel: (call) => change(call, (fields) => call.argv.slice(2).filter((field) => fields.delete(field)).length),
  hexists: (call) => read(call, (fields) => (fields.has(at(call, 2)) ? 1 : 0)),
  hlen: (call) => read(call, (fields) => fields.size),
  hkeys: (call) => read(call, (fields) => [...fields.keys()]),
  hvals: (call) => read(call, (fields) => [...fields.values()]),
  hstrlen: (call) => read(call, (fields) => fields.get(at(call, 2))?.length ?? 0),
  hincrby: increase,
  hincrbyfloat: increaseFloat,
  hrandfield: randomFields,
}
