// decnet down
import { resolve } from 'node:path'
import { stopPlatform } from '../supervisor/stop.ts'
import type { Verb } from '../verb.ts'

export const down: Verb = {
  name: 'down',
  register(program) {
    program
      .command('down')
      .description('stop the platform of a data directory, its deckies included')
      .option('-d, --data <dir>', 'data directory', process.env.DECNET_DATA || './data')
      .action(async (options: { data: string }) => {
        console.log(await stopPlatform(resolve(options.data)))
      })
  },
}
