// The command table, read from its data: arity, flags, keys; and which commands a version knows.
import { commandLines } from './data/command-table.ts'
import { keySpecs } from './data/key-specs.ts'

export interface CommandSpec {
  /** Lower case; `config|get` for a subcommand. */
  readonly name: string
  readonly arity: number
  readonly flags: ReadonlySet<string>
  readonly first: number
  readonly last: number
  readonly step: number
  readonly categories: readonly string[]
  readonly tips: readonly string[]
  readonly keys: readonly KeySpec[]
  readonly subcommands: Map<string, CommandSpec>
}

export interface KeySpec {
  readonly flags: readonly string[]
  readonly begin: readonly string[]
  readonly find: readonly string[]
  readonly notes: string
}

const specRows: readonly (readonly KeySpec[])[] = keySpecs
  .trim()
  .split('\n')
  .map((row) =>
    row.split(' & ').map((spec) => {
      const [flags = '', begin = '', find = '', notes = ''] = spec.split('|')
      return { flags: flags.split(' ').filter(Boolean), begin: begin.split(','), find: find.split(','), notes }
    }),
  )

const words = (text: string | undefined) => (text ?? '').split(' ').filter(Boolean)

function parseTable(): Map<string, CommandSpec> {
  const table = new Map<string, CommandSpec>()
  for (const line of commandLines.trim().split('\n')) {
    const [title = '', arity, flags, position, categories, tips, row] = line.split('|')
    const [parent = '', sub] = title.split(' ')
    const [first = 0, last = 0, step = 0] = words(position).map(Number)
    const spec: CommandSpec = {
      name: sub ? `${parent}|${sub}` : parent,
      arity: Number(arity),
      flags: new Set(words(flags)),
      first,
      last,
      step,
      categories: words(categories),
      tips: words(tips),
      keys: row ? (specRows[Number(row)] ?? []) : [],
      subcommands: new Map(),
    }
    if (sub) table.get(parent)?.subcommands.set(sub, spec)
    else table.set(parent, spec)
  }
  return table
}

/** What came after 6.0. */
const NEWER = words(
  'blmove blmpop bzmpop copy evalsha_ro eval_ro expiretime failover fcall fcall_ro function geosearch geosearchstore getdel getex ' +
    'hrandfield lcs lmove lmpop pexpiretime quit reset sintercard smismember sort_ro spublish ssubscribe sunsubscribe xautoclaim zdiff ' +
    'zdiffstore zinter zintercard zmpop zmscore zrandmember zrangestore zunion',
)

const tables: Partial<Record<6 | 7, ReadonlyMap<string, CommandSpec>>> = {}

/** The commands of that major version, by lower-case name. */
export function commandTable(major: 6 | 7): ReadonlyMap<string, CommandSpec> {
  const known = tables[major]
  if (known) return known
  const table = parseTable()
  if (major === 6) for (const name of NEWER) table.delete(name)
  tables[major] = table
  return table
}

/** Positions of the keys in `argv`, or undefined when the arguments make no sense. */
export function keyPositions(spec: CommandSpec, argv: readonly string[]): number[] | undefined {
  const positions: number[] = []
  for (const { begin, find } of spec.keys) {
    const start = startOf(begin, argv)
    if (start === undefined) continue
    if (find[0] === 'range') positions.push(...rangeFrom(start, find, argv))
    else if (find[0] === 'keynum') {
      const count = Number(argv[start + Number(find[1])])
      if (!Number.isInteger(count) || count < 0 || count > argv.length) return undefined
      for (let index = 0; index < count; index++) positions.push(start + Number(find[2]) + index * Number(find[3]))
    }
  }
  return positions.every((position) => position < argv.length) ? positions : undefined
}

function startOf(begin: readonly string[], argv: readonly string[]): number | undefined {
  if (begin[0] === 'index') return Number(begin[1])
  if (begin[0] !== 'keyword') return undefined
  const from = Number(begin[2])
  const keyword = begin[1] ?? ''
  for (let index = from > 0 ? from : 1; index < argv.length; index++) if (argv[index]?.toUpperCase() === keyword) return index + 1
  return undefined
}

function rangeFrom(start: number, find: readonly string[], argv: readonly string[]): number[] {
  const [last, step, limit] = [Number(find[1]), Number(find[2]), Number(find[3])]
  let end = last >= 0 ? start + last : argv.length + last
  if (limit > 1) end = start + Math.ceil((argv.length - start) / limit) - 1
  const positions: number[] = []
  for (let index = start; index <= end && index < argv.length; index += Math.max(1, step)) positions.push(index)
  return positions
}
