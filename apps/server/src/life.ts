// How a role learns that it shall end: SIGTERM asks for a clean stop, a closed standard input says that the supervisor is gone.

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
