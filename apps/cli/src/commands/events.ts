// decnet events query|tail
import { resources } from '@decnet/contract'
import type { Command } from 'commander'
import { listing, printList, safe } from '../print.ts'
import { readTarget } from '../session.ts'
import { type Event, type TailFilters, tail } from '../tail.ts'
import type { ListOptions, Verb } from '../verb.ts'

interface Filters extends TailFilters {
  readonly from?: string
  readonly to?: string
  readonly cidr?: string
  readonly text?: string
}

export const events: Verb = {
  name: 'events',
  register(program, connect) {
    const noun = program.command('events').description('the event log')
    filters(listing(noun.command('query').description('events, newest first'), { limit: 50 })).action(
      async (options: ListOptions & Filters) => {
        const { output, limit, ...query } = options
        const page = await connect().call(resources.events.list, { query: { ...query, limit } })
        printList(page.items, columns, { output })
      },
    )
    choices(noun.command('tail').description('events as they come, a line each; ends with Ctrl-C')).action(async (options: TailFilters) => {
      await tail(readTarget(), options, {
        event: (row) => console.log(line(row)),
        gap: (reason) => console.error(`decnet: events may be missing here: ${safe(reason)}`),
      })
    })
  },
}

const columns = [
  { head: 'time', cell: (row: Event) => row.time },
  { head: 'decky', cell: (row: Event) => row.decky },
  { head: 'service', cell: (row: Event) => row.service },
  { head: 'from', cell: (row: Event) => row.peer_ip },
  { head: 'kind', cell: (row: Event) => row.kind },
  { head: 'what', cell: (row: Event) => summary(row) },
]

function filters(command: Command): Command {
  return choices(command)
    .option('--from <time>', 'RFC 3339, or milliseconds since the epoch')
    .option('--to <time>', 'RFC 3339, or milliseconds since the epoch')
    .option('--cidr <network>', 'source network')
    .option('--text <text>', 'a substring of command, path, user agent or query')
}

/** The filters that need nothing but the event itself. */
function choices(command: Command): Command {
  return command
    .option('--decky <names>', 'comma-separated; !name excludes')
    .option('--service <names>', 'comma-separated; !name excludes')
    .option('--kind <kinds>', 'comma-separated; !kind excludes')
    .option('--attacker <uuids>', 'uuids or addresses; ! excludes')
    .option('--session <id>', 'one session')
}

/** The most telling fact of an event, in one line. */
function summary({ facts }: Event): string {
  for (const key of ['command', 'target', 'principal', 'name', 'value', 'address', 'reason', 'error']) {
    const value = facts[key]
    if (typeof value === 'string') return typeof facts.method === 'string' ? `${facts.method} ${value}` : value
  }
  return JSON.stringify(facts)
}

function line(row: Event): string {
  return safe([row.time, row.decky, row.service ?? '-', row.peer_ip ?? '-', row.kind, summary(row)].join('  '))
}
