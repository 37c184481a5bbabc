// decnet analysis ls|replay
import { resources } from '@decnet/contract'
import { follow } from '../follow.ts'
import { listing, printList } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const analysis: Verb = {
  name: 'analysis',
  register(program, connect) {
    const noun = program.command('analysis').description('analyzers, and how far each has come')
    listing(noun.command('ls').description('every analyzer')).action(async (options: ListOptions) => {
      const page = await connect().call(resources.analysis.list)
      printList(
        page.items,
        [
          { head: 'analyzer', cell: (row) => row.name },
          { head: 'cursor', cell: (row) => row.cursor },
          { head: 'lag', cell: (row) => row.lag },
          { head: 'holder', cell: (row) => row.holder },
          { head: 'last error', cell: (row) => row.last_error },
        ],
        options,
      )
    })
    noun
      .command('replay')
      .description('clear an analyzer’s rows and run it again over the log; prints the table digest before and after')
      .argument('<name>')
      .action(async (name: string) => {
        const client = connect()
        await follow(client, await client.call(resources.analysis.replay, { params: { name } }))
      })
  },
}
