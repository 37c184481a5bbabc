// decnet version
import { readFileSync } from 'node:fs'
import type { Verb } from '../verb.ts'

export const version: Verb = {
  name: 'version',
  register(program) {
    program
      .command('version')
      .description('print the version')
      .action(() => {
        const manifest: unknown = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'))
        console.log(typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : 'unknown')
      })
  },
}
