// `down`: ends the platform of a data directory, whether its supervisor lives or not.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Problem, systemClock } from '@decnet/kernel'
import { appMain, nodeArguments, sensorBundle } from './programs.ts'
import { clearState, isAlive, readState } from './state.ts'

const PATIENCE_MS = 40_000

/** Stops it and says in a sentence what was done. */
export async function stopPlatform(data: string): Promise<string> {
  if (!existsSync(data)) throw new Problem('not_found', `There is no data directory ${data}`)
  const running = readState(data)
  if (running) {
    process.kill(running.pid, 'SIGTERM')
    for (let waited = 0; isAlive(running.pid); waited += 100) {
      if (waited > PATIENCE_MS)
        throw new Problem('internal', `The supervisor (pid ${running.pid}) has not ended after ${PATIENCE_MS / 1000} s`)
      await systemClock.sleep(100)
    }
    return 'stopped'
  }
  if (!existsSync(join(data, 'sensors'))) return 'nothing was running'
  const child = spawn(
    process.execPath,
    [...nodeArguments, appMain('agent/src/main.ts'), '--data', data, '--sensor-bundle', sensorBundle, '--stop-all'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const [code] = await once(child, 'exit')
  clearState(data)
  if (code !== 0) throw new Problem('internal', 'The deckies that were left running could not be stopped')
  return 'the supervisor was not running; deckies that were left over are stopped'
}
