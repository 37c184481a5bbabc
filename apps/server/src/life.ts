// How a role learns that it shall end: SIGTERM asks for a clean stop, a closed standard input says that the supervisor is gone.

import { Problem } from '@decnet/kernel'
import type { Logger } from 'pino'

export type Ending = 'asked' | 'orphaned'

/** Resolves once, with why. SIGINT is left to the supervisor: a terminal sends it to everybody. */
export function ending(): Promise<Ending> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => {})
    process.on('SIGHUP', () => {})
    process.on('SIGTERM', () => resolve('asked'))
    process.stdin.on('end', () => resolve('orphaned'))
    process.stdin.on('close', () => resolve('orphaned'))
    process.stdin.on('error', () => resolve('orphaned'))
    process.stdin.resume()
  })
}

/** Says one JSON line to the supervisor. */
export function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Problems that starting again would not mend. */
const HOPELESS: ReadonlySet<string> = new Set(['config.invalid', 'fleet.invalid'])

/** Says why a role could not start or go on; gives its exit code: 2 when starting it again would not help. */
export function fatal(error: unknown, log: Logger): number {
  if (error instanceof Problem && HOPELESS.has(error.code)) {
    say({ fatal: error.message })
    return 2
  }
  log.fatal({ err: error }, 'the role ended')
  return 1
}
