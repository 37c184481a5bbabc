// Verbs that need the server's code but no running server: the server app does them as a child.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appMain, nodeArguments } from './supervisor/programs.ts'

/** Runs `offline VERB` of the server app on this terminal; gives its exit code. */
export async function runOffline(verb: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...nodeArguments, appMain('server/src/offline.ts'), verb, ...args], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 1
}
