// decnet fleet plan|apply|export
import { readFileSync } from 'node:fs'
import { resources } from '@decnet/contract'
import { Problem } from '@decnet/kernel'
import { stringify } from 'yaml'
import { follow } from '../follow.ts'
import { listing, printList } from '../print.ts'
import type { ListOptions, Verb } from '../verb.ts'

export const fleet: Verb = {
  name: 'fleet',
  register(program, connect) {
    const noun = program.command('fleet').description('the whole fleet, as a file')
    listing(noun.command('plan').description('what applying a file would change; changes nothing').argument('<file>')).action(
      async (file: string, options: ListOptions) => {
        const plan = await connect().call(resources.deckies.plan, { body: { yaml: read(file) } })
        printList(
          plan.changes,
          [
            { head: 'action', cell: (row) => row.action },
            { head: 'decky', cell: (row) => row.decky },
            { head: 'address', cell: (row) => row.address },
            { head: 'detail', cell: (row) => row.detail.join('; ') },
          ],
          options,
        )
        for (const warning of plan.warnings) console.error(`warning: ${warning}`)
      },
    )
    noun
      .command('apply')
      .description('make the fleet what the file says')
      .argument('<file>')
      .action(async (file: string) => {
        const client = connect()
        await follow(client, await client.call(resources.deckies.apply, { body: { yaml: read(file) } }))
      })
    noun
      .command('export')
      .description('print the fleet as a file')
      .action(async () => {
        console.log(stringify(await connect().call(resources.deckies.export)).trimEnd())
      })
  },
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    throw new Problem('config.invalid', `${file} cannot be read`, { cause })
  }
}
