// decnet attackers ls|show
import { resources } from '@decnet/contract'
import { isUuid, Problem } from '@decnet/kernel'
import { listing, printList, printOne } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const attackers: Verb = {
  name: 'attackers',
  register(program, connect) {
    const noun = program.command('attackers').description('source addresses as observed')
    listing(noun.command('ls').description('attackers, last seen first'), { limit: 50 }).action(async (options: ListOptions) => {
      const page = await connect().call(resources.attackers.list, { query: { limit: options.limit } })
      printList(
        page.items,
        [
          { head: 'address', cell: (row) => row.ip },
          { head: 'last seen', cell: (row) => row.last_seen },
          { head: 'events', cell: (row) => row.event_count },
          { head: 'sessions', cell: (row) => row.session_count },
          { head: 'depth', cell: (row) => row.depth },
          { head: 'tempo', cell: (row) => row.tempo },
          { head: 'deckies', cell: (row) => row.deckies.join(' ') },
          { head: 'uuid', cell: (row) => row.uuid },
        ],
        options,
      )
    })
    listing(noun.command('show').description('one attacker').argument('<uuid or address>')).action(
      async (who: string, options: ListOptions) => {
        const client = connect()
        const uuid = isUuid(who)
          ? who
          : (await client.call(resources.attackers.list, { query: { ip: who, limit: 50 } })).items.find((item) => item.ip === who)?.uuid
        if (!uuid) throw new Problem('not_found', `No attacker came from ${who}`)
        printOne(await client.call(resources.attackers.show, { params: { uuid } }), options)
      },
    )
  },
}
