// decnet schema
import { runOffline } from '../offline.ts'
import type { Verb } from '../verb.ts'

export const schema: Verb = {
  name: 'schema',
  register(program) {
    program
      .command('schema')
      .description('print the JSON Schema of the fleet file')
      .action(async () => {
        process.exitCode = await runOffline('schema', [])
      })
  },
}
