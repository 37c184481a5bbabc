// decnet sessions ls|show
import { resources } from '@decnet/contract'
import { listing, printList, printOne } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const sessions: Verb = {
  name: 'sessions',
  register(program, connect) {
    const noun = program.command('sessions').description('connections, from accept to close')
    listing(noun.command('ls').description('sessions, newest first'), { limit: 50 }).action(async (options: ListOptions) => {
      const page = await connect().call(resources.sessions.list, { query: { limit: options.limit } })
      printList(
        page.items,
        [
          { head: 'started', cell: (row) => row.started },
          { head: 'decky', cell: (row) => row.decky },
          { head: 'service', cell: (row) => row.service },
          { head: 'from', cell: (row) => row.peer_ip },
          { head: 'events', cell: (row) => row.event_count },
          { head: 'ended by', cell: (row) => row.close_reason ?? 'open' },
          { head: 'id', cell: (row) => row.id },
        ],
        options,
      )
    })
    listing(noun.command('show').description('one session').argument('<id>')).action(async (id: string, options: ListOptions) => {
      printOne(await connect().call(resources.sessions.show, { params: { id } }), options)
    })
  },
}
