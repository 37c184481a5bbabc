// decnet archetypes ls|show
import { resources } from '@decnet/contract'
import { Problem } from '@decnet/kernel'
import { listing, printList, printOne } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const archetypes: Verb = {
  name: 'archetypes',
  register(program, connect) {
    const noun = program.command('archetypes').description('coherent kinds of machine')
    listing(noun.command('ls').description('every archetype')).action(async (options: ListOptions) => {
      const page = await connect().call(resources.services.archetypes)
      printList(
        page.items,
        [
          { head: 'archetype', cell: (row) => row.name },
          { head: 'title', cell: (row) => row.title },
          { head: 'os', cell: (row) => row.os.join(' ') },
          { head: 'services', cell: (row) => row.services.join(' ') },
        ],
        options,
      )
    })
    listing(noun.command('show').description('one archetype').argument('<name>')).action(async (name: string, options: ListOptions) => {
      const page = await connect().call(resources.services.archetypes)
      const found = page.items.find((item) => item.name === name)
      if (!found) throw new Problem('not_found', `There is no archetype ${name}`)
      printOne(found, options)
    })
  },
}
