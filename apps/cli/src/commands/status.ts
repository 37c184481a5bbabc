// decnet status
import { resources } from '@decnet/contract'
import pc from 'picocolors'
import { everyDecky } from '../every-decky.ts'
import { listing, printList, printOne } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const status: Verb = {
  name: 'status',
  register(program, connect) {
    listing(program.command('status').description('health of every component, and the fleet')).action(async (options: ListOptions) => {
      const client = connect()
      const [health, fleet] = await Promise.all([client.call(resources.health.show), everyDecky(client)])
      if (options.output !== 'table') return printOne({ health, deckies: fleet }, options)
      console.log(`${health.state}, version ${health.version}, up since ${health.started}\n`)
      printList(
        health.components,
        [
          { head: 'component', cell: (row) => row.name },
          { head: 'state', cell: (row) => row.state },
          { head: 'detail', cell: (row) => row.detail },
        ],
        options,
      )
      console.log()
      printList(
        fleet,
        [
          { head: 'decky', cell: (row) => row.name },
          { head: 'state', cell: (row) => row.state },
          { head: 'address', cell: (row) => row.address },
          { head: 'services', cell: (row) => row.services.map((service) => `${service.name}:${service.port ?? '-'}`).join(' ') },
        ],
        options,
      )
      if (health.state === 'failed') {
        console.error(pc.red('something is broken: see above'))
        process.exitCode = 1
      }
    })
  },
}
