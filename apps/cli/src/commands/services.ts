// decnet services ls|show
import { resources } from '@decnet/contract'
import { listing, printList, printOne } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const services: Verb = {
  name: 'services',
  register(program, connect) {
    const noun = program.command('services').description('protocols that a decky can speak')
    listing(noun.command('ls').description('every service')).action(async (options: ListOptions) => {
      const page = await connect().call(resources.services.list)
      printList(
        page.items,
        [
          { head: 'service', cell: (row) => row.name },
          { head: 'title', cell: (row) => row.title },
          { head: 'listens', cell: (row) => row.listens.map((listen) => `${listen.transport}/${listen.port}`).join(' ') },
          { head: 'emits', cell: (row) => row.emits.join(' ') },
        ],
        options,
      )
    })
    listing(noun.command('show').description('a service’s options as JSON Schema').argument('<name>')).action(
      async (name: string, options: ListOptions) => {
        printOne(
          await connect().call(resources.services.schema, { params: { name } }),
          options.output === 'table' ? { output: 'yaml' } : options,
        )
      },
    )
  },
}
