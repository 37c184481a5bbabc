// COMMAND: the table as it is, and its lists.
import { at, type Call, type Handlers, lookUpSpec, same, SYNTAX } from '../call.ts'
import { type CommandSpec, type KeySpec, keyPositions } from '../command.ts'
import { globMatch } from '../glob.ts'
import { error, map, NULL_ARRAY, type Reply, set, status } from '../reply.ts'
import { helpFor } from './help.ts'

function described(spec: CommandSpec, major: 6 | 7): Reply {
  const base: Reply[] = [
    spec.name,
    spec.arity,
    set([...spec.flags].map(status)),
    spec.first,
    spec.last,
    spec.step,
    set(spec.categories.map((category) => status(`@${category}`))),
  ]
  if (major === 6) return base
  return [...base, set([...spec.tips]), set(spec.keys.map(keySpec)), [...spec.subcommands.values()].map((sub) => described(sub, major))]
}

function keySpec({ notes, flags, begin, find }: KeySpec): Reply {
  const [search, first, second] = begin
  const searchSpec: [Reply, Reply][] = search === 'index' ? [['index', Number(first)]] : []
  if (search === 'keyword') searchSpec.push(['keyword', first ?? ''], ['startfrom', Number(second)])
  const names = { range: ['lastkey', 'keystep', 'limit'], keynum: ['keynumidx', 'firstkey', 'keystep'] }[find[0] ?? ''] ?? []
  const entries: [Reply, Reply][] = notes === '' ? [] : [['notes', notes]]
  entries.push(
    ['flags', set(flags.map(status))],
    [
      'begin_search',
      map([
        ['type', search ?? ''],
        ['spec', map(searchSpec)],
      ]),
    ],
    [
      'find_keys',
      map([
        ['type', find[0] ?? ''],
        ['spec', map(names.map((name, index): [Reply, Reply] => [name, Number(find[index + 1])]))],
      ]),
    ],
  )
  return map(entries)
}

function find(call: Call, name: string): CommandSpec | undefined {
  const [parent = '', sub] = name.toLowerCase().split('|')
  const spec = call.server.commands.get(parent)
  return sub === undefined ? spec : spec?.subcommands.get(sub)
}

function list(call: Call): Reply {
  const all = [...call.server.commands.values()].flatMap((spec) => [spec, ...spec.subcommands.values()])
  let names = all
  if (call.argv.length > 2) {
    if (call.argv.length !== 5 || !same(call.argv[2], 'FILTERBY')) return SYNTAX
    const [how, value] = [at(call, 3).toUpperCase(), at(call, 4)]
    if (how === 'ACLCAT') names = all.filter((spec) => spec.categories.includes(value.toLowerCase()))
    else if (how === 'PATTERN') names = all.filter((spec) => globMatch(value, spec.name, true))
    else if (how === 'MODULE') names = []
    else return SYNTAX
  }
  return names.map((spec) => spec.name)
}

function keysOf(call: Call): Reply {
  const argv = call.argv.slice(2)
  const spec = lookUpSpec(call.server.commands, argv)
  if (!spec) return error('ERR Invalid command specified')
  if (spec.keys.length === 0) return error('ERR The command has no key arguments')
  if (spec.arity > 0 ? argv.length !== spec.arity : argv.length < -spec.arity)
    return error('ERR Invalid number of arguments specified for command')
  const positions = keyPositions(spec, argv)
  if (!positions) return error('ERR Invalid arguments specified for command')
  return positions.map((position) => argv[position] ?? '')
}

/** Groups as COMMAND DOCS names them, from the categories. */
function groupOf(spec: CommandSpec): string {
  const known: Readonly<Record<string, string>> = {
    sortedset: 'sorted-set',
    string: 'string',
    list: 'list',
    set: 'set',
    hash: 'hash',
    stream: 'stream',
    geo: 'geo',
    bitmap: 'bitmap',
    hyperloglog: 'hyperloglog',
    pubsub: 'pubsub',
    scripting: 'scripting',
    transaction: 'transactions',
    connection: 'connection',
    keyspace: 'generic',
  }
  return spec.categories.map((category) => known[category]).find((group) => group !== undefined) ?? 'server'
}

function docs(call: Call): Reply {
  const names = call.argv.slice(2)
  const specs = names.length === 0 ? [...call.server.commands.values()] : names.flatMap((name) => find(call, name) ?? [])
  return map(specs.map((spec) => [spec.name, map([['group', groupOf(spec)]])]))
}

export const introspection: Handlers = {
  command: ({ server }) => [...server.commands.values()].map((spec) => described(spec, server.identity.major)),
  'command|count': ({ server }) => server.commands.size,
  'command|info': (call) => {
    if (call.argv.length === 2) return [...call.server.commands.values()].map((spec) => described(spec, call.server.identity.major))
    return call.argv.slice(2).map((name) => {
      const spec = find(call, name)
      if (spec) return described(spec, call.server.identity.major)
      return call.server.identity.major === 6 ? NULL_ARRAY : null
    })
  },
  'command|list': list,
  'command|getkeys': keysOf,
  'command|docs': docs,
  'command|help': helpFor('command'),
}
