// Sets.
import { at, type Call, type Handlers, NOT_INTEGER, same, SYNTAX } from '../call.ts'
import { integer, whole } from '../numbers.ts'
import { error, type Fault, isFault, type Reply, set } from '../reply.ts'

type Members = Set<string>

function membersOf(call: Call, key: string): Members | undefined | Fault {
  const found = call.db.find(key, 'set')
  return isFault(found) || !found ? found : found.members
}

/** Members as Redis lists them: whole numbers in order, all else as it comes. */
function listed(members: ReadonlySet<string>): string[] {
  const all = [...members]
  if (all.length > 512 || !all.every((member) => integer(member) !== undefined)) return all
  return all.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
}

function change(call: Call, apply: (members: Members) => Reply): Reply {
  const found = membersOf(call, at(call, 1))
  if (isFault(found)) return found
  const members: Members = found ?? new Set()
  const reply = apply(members)
  if (found) call.db.changed(at(call, 1))
  else if (members.size > 0) call.db.put(at(call, 1), { type: 'set', members })
  return reply
}

function read(call: Call, look: (members: Members) => Reply): Reply {
  const found = membersOf(call, at(call, 1))
  return isFault(found) ? found : look(found ?? new Set())
}

const rollOf = (call: Call) => (below: number) => call.client.talk.random(4).readUInt32BE() % Math.max(1, below)

function pop(call: Call): Reply {
  if (call.argv.length > 3) return SYNTAX
  const roll = rollOf(call)
  if (call.argv.length === 2) {
    return change(call, (members) => {
      const member = [...members][roll(members.size)]
      if (member === undefined) return null
      members.delete(member)
      return member
    })
  }
  const count = whole(at(call, 2))
  if (count === undefined || count < 0) return error('ERR value is out of range, must be positive')
  return change(call, (members) => {
    const taken = listed(members).slice(0, count)
    for (const member of taken) members.delete(member)
    return set(taken)
  })
}

function random(call: Call): Reply {
  if (call.argv.length > 3) return SYNTAX
  const roll = rollOf(call)
  if (call.argv.length === 2) return read(call, (members) => [...members][roll(members.size)] ?? null)
  const count = whole(at(call, 2))
  if (count === undefined) return NOT_INTEGER
  if (Math.abs(count) > 100_000) return error('ERR value is out of range')
  return read(call, (members) => {
    const all = [...members]
    if (count >= 0) return all.slice(0, count)
    return all.length === 0 ? [] : Array.from({ length: -count }, () => all[roll(all.length)] ?? '')
  })
}

function moveMember(call: Call): Reply {
  const [source, target] = [membersOf(call, at(call, 1)), membersOf(call, at(call, 2))]
  if (isFault(source) || source === undefined) return source ?? 0
  if (isFault(target)) return target
  const member = at(call, 3)
  if (!source.has(member)) return 0
  if (at(call, 1) === at(call, 2)) return 1
  source.delete(member)
  call.db.changed(at(call, 1))
  if (target) {
    target.add(member)
    call.db.changed(at(call, 2))
  } else call.db.put(at(call, 2), { type: 'set', members: new Set([member]) })
  return 1
}

type Combine = (sets: readonly ReadonlySet<string>[]) => Members

const combine: Readonly<Record<'union' | 'inter' | 'diff', Combine>> = {
  union: (sets) => new Set(sets.flatMap((members) => [...members])),
  inter: ([first, ...rest]) => new Set([...(first ?? [])].filter((member) => rest.every((members) => members.has(member)))),
  diff: ([first, ...rest]) => new Set([...(first ?? [])].filter((member) => !rest.some((members) => members.has(member)))),
}

function all(call: Call, keys: readonly string[]): Members[] | Fault {
  const sets: Members[] = []
  for (const key of keys) {
    const members = membersOf(call, key)
    if (isFault(members)) return members
    sets.push(members ?? new Set())
  }
  return sets
}

function combined(how: 'union' | 'inter' | 'diff') {
  return (call: Call): Reply => {
    const sets = all(call, call.argv.slice(1))
    return isFault(sets) ? sets : set(listed(combine[how](sets)))
  }
}

function stored(how: 'union' | 'inter' | 'diff') {
  return (call: Call): Reply => {
    const sets = all(call, call.argv.slice(2))
    if (isFault(sets)) return sets
    const members = combine[how](sets)
    if (members.size === 0) call.db.delete(at(call, 1))
    else call.db.put(at(call, 1), { type: 'set', members })
    return members.size
  }
}

function intersectionSize(call: Call): Reply {
  const count = whole(at(call, 1))
  if (count === undefined || count <= 0) return error('ERR numkeys should be greater than 0')
  if (count > call.argv.length - 2) return error("ERR Number of keys can't be greater than number of args")
  let most = 0
  for (let index = 2 + count; index < call.argv.length; index += 2) {
    if (!same(call.argv[index], 'LIMIT') || index + 1 >= call.argv.length) return SYNTAX
    const limit = whole(at(call, index + 1))
    if (limit === undefined || limit < 0) return error("ERR LIMIT can't be negative")
    most = limit
  }
  const sets = all(call, call.argv.slice(2, 2 + count))
  if (isFault(sets)) return sets
  const { size } = combine.inter(sets)
  return most > 0 ? Math.min(most, size) : size
}

export const sets: Handlers = {
  sadd: (call) =>
    change(call, (members) => {
      const before = members.size
      for (const member of call.argv.slice(2)) members.add(member)
      return members.size - before
    }),
  srem: (call) => change(call, (members) => call.argv.slice(2).filter((member) => members.delete(member)).length),
  scard: (call) => read(call, (members) => members.size),
  sismember: (call) => read(call, (members) => (members.has(at(call, 2)) ? 1 : 0)),
  smismember: (call) => read(call, (members) => call.argv.slice(2).map((member) => (members.has(member) ? 1 : 0))),
  smembers: (call) => read(call, (members) => set(listed(members))),
  spop: pop,
  srandmember: random,
  smove: moveMember,
  sunion: combined('union'),
  sinter: combined('inter'),
  sdiff: combined('diff'),
  sunionstore: stored('union'),
  sinterstore: stored('inter'),
  sdiffstore: stored('diff'),
  sintercard: intersectionSize,
}
