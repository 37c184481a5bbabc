// decnet deckies ls|show|add|rm
import { resources } from '@decnet/contract'
import { everyDecky } from '../every-decky.ts'
import { follow } from '../follow.ts'
import { listing, printList, printOne } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

interface AddOptions {
  readonly archetype?: string
  readonly os?: string
  readonly service?: string[]
  readonly address?: string
}

export const deckies: Verb = {
  name: 'deckies',
  register(program, connect) {
    const noun = program.command('deckies').description('decoy machines')
    listing(noun.command('ls').description('every decky')).action(async (options: ListOptions) => {
      printList(
        await everyDecky(connect()),
        [
          { head: 'decky', cell: (row) => row.name },
          { head: 'state', cell: (row) => row.state },
          { head: 'address', cell: (row) => row.address },
          { head: 'os', cell: (row) => row.persona.os },
          { head: 'services', cell: (row) => row.services.map((service) => `${service.name}:${service.port ?? service.state}`).join(' ') },
        ],
        options,
      )
    })
    listing(noun.command('show').description('one decky').argument('<name>')).action(async (name: string, options: ListOptions) => {
      printOne(await connect().call(resources.deckies.show, { params: { name } }), options)
    })
    noun
      .command('add')
      .description('add a decky')
      .argument('<name>')
      .option('-a, --archetype <name>', 'the kind of machine')
      .option('--os <name>', 'the persona')
      .option('-s, --service <name...>', 'services, instead of an archetype’s')
      .option('--address <ip>', 'a local address of its own')
      .action(async (name: string, options: AddOptions) => {
        const client = connect()
        const { service, ...rest } = options
        const services = service ? { services: Object.fromEntries(service.map((entry) => [entry, {}])) } : {}
        await follow(client, await client.call(resources.deckies.add, { body: { name, ...rest, ...services } }))
      })
    noun
      .command('rm')
      .description('take a decky down; its evidence stays')
      .argument('<name>')
      .action(async (name: string) => {
        const client = connect()
        await follow(client, await client.call(resources.deckies.remove, { params: { name } }))
      })
  },
}
