// decnet credentials ls
import { resources } from '@decnet/contract'
import { listing, printList } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const credentials: Verb = {
  name: 'credentials',
  register(program, connect) {
    const noun = program.command('credentials').description('credentials that were tried; secrets masked')
    listing(noun.command('ls').description('credentials, last tried first'), { limit: 50 }).action(async (options: ListOptions) => {
      const page = await connect().call(resources.credentials.list, { query: { limit: options.limit } })
      printList(
        page.items,
        [
          { head: 'last tried', cell: (row) => row.last_seen },
          { head: 'decky', cell: (row) => row.decky },
          { head: 'service', cell: (row) => row.service },
          { head: 'principal', cell: (row) => row.principal },
          { head: 'secret', cell: (row) => row.secret },
          { head: 'outcome', cell: (row) => row.outcome },
          { head: 'tries', cell: (row) => row.tries },
        ],
        options,
      )
    })
  },
}
