// offline rebuild: empties what ingest derives from the log and derives it again.
import { join } from 'node:path'
import { openAgentSocket } from '@decnet/deploy'
import { rebuildProjections } from '@decnet/ingest'
import { openStore } from '@decnet/store'
import { makeLog } from '../log.ts'
import { readLocalSettings } from '../settings.ts'
import type { Verb } from './verb.ts'

export const rebuild: Verb = {
  name: 'rebuild',
  async run(args) {
    const settings = readLocalSettings(args, process.env)
    // Holding the agent's socket keeps a server from starting meanwhile, and finds one that runs.
    const held = await openAgentSocket({ path: join(settings.data, 'run', 'agent.sock'), log: makeLog('rebuild', 'warn') })
    try {
      const store = await openStore({ url: settings.db_url })
      try {
        const read = await rebuildProjections(store)
        console.log(`rebuilt from ${read} events`)
      } finally {
        await store.close()
      }
    } finally {
      await held.close()
    }
    return 0
  },
}
