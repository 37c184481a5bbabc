// decnet events query|tail
import { type Client, type event, resources } from '@decnet/contract'
import { systemClock } from '@decnet/kernel'
import type { Command } from 'commander'
import type { z } from 'zod'
import { listing, printList, safe } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

type Event = z.output<typeof event>

interface Filters {
  readonly from?: string
  readonly to?: string
  readonly decky?: string
  readonly service?: string
  readonly kind?: string
  readonly attacker?: string
  readonly session?: string
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
    filters(noun.command('tail').description('events as they come, a line each; ends with Ctrl-C')).action(async (options: Filters) => {
      const client = connect()
      for (let after = await newest(client, options); ; await systemClock.sleep(500)) after = await printNewer(client, options, after)
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
  return command
    .option('--from <time>', 'RFC 3339, or milliseconds since the epoch')
    .option('--to <time>', 'RFC 3339, or milliseconds since the epoch')
    .option('--decky <names>', 'comma-separated; !name excludes')
    .option('--service <names>', 'comma-separated; !name excludes')
    .option('--kind <kinds>', 'comma-separated; !kind excludes')
    .option('--attacker <uuids>', 'uuids or addresses')
    .option('--session <id>', 'one session')
    .option('--cidr <network>', 'source network')
    .option('--text <text>', 'a substring of command, path, user agent or query')
}

/** The most telling fact of an event, in one line. */
function summary({ facts }: Event): string {
  for (const key of ['command', 'target', 'principal', 'name', 'value', 'address', 'reason', 'error']) {
    const value = facts[key]
    if (typeof value === 'string') return typeof facts.method === 'string' ? `${facts.method} ${value}` : value
  }
  return JSON.stringify(facts)
}

async function newest(client: Client, query: Filters): Promise<number> {
  const page = await client.call(resources.events.list, { query: { ...query, limit: 1 } })
  return page.items[0]?.seq ?? 0
}

/** Prints what came after `after`, oldest first; gives the newest seq seen. */
async function printNewer(client: Client, query: Filters, after: number): Promise<number> {
  const fresh: Event[] = []
  let cursor: string | undefined
  do {
    const page = await client.call(resources.events.list, { query: { ...query, limit: 200, cursor } })
    const newer = page.items.filter((item) => item.seq > after)
    fresh.push(...newer)
    cursor = newer.length === page.items.length ? (page.next ?? undefined) : undefined
  } while (cursor)
  for (const item of fresh.reverse())
    console.log(safe([item.time, item.decky, item.service ?? '-', item.peer_ip ?? '-', item.kind, summary(item)].join('  ')))
  return fresh.at(-1)?.seq ?? after
}
