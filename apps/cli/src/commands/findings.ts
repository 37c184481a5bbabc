// decnet findings ls
import { resources } from '@decnet/contract'
import { listing, printList } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const findings: Verb = {
  name: 'findings',
  register(program, connect) {
    const noun = program.command('findings').description('what analysis concluded')
    listing(noun.command('ls').description('findings, newest first').option('--topic <topic>'), { limit: 50 }).action(
      async (options: ListOptions & { topic?: string }) => {
        const page = await connect().call(resources.findings.list, { query: { limit: options.limit, topic: options.topic } })
        printList(
          page.items,
          [
            { head: 'time', cell: (row) => row.time },
            { head: 'topic', cell: (row) => row.topic },
            { head: 'subject', cell: (row) => row.subject },
            { head: 'what', cell: (row) => JSON.stringify(row.payload) },
          ],
          options,
        )
      },
    )
  },
}
