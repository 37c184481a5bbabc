// A server that takes over from one that is still ending: waits for what the other holds, and says what it was when it takes too long.
import { createServer } from 'node:net'
import { type Clock, Problem } from '@decnet/kernel'

/** How long the other may take, in milliseconds. */
export const PATIENCE_MS = 15_000
const LOOK_MS = 200

export interface Patience {
  readonly clock: Clock
  readonly patience_ms: number
}

/** Runs `attempt` again while it throws Problem `conflict`; in the end the conflict becomes a wrong setting, which ends the role for good. */
export async function whenFree<Result>({ clock, patience_ms }: Patience, attempt: () => Promise<Result>): Promise<Result> {
  const until = clock.now() + patience_ms
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error
      if (clock.now() >= until) throw new Problem('config.invalid', error.message, { cause: error })
      await clock.sleep(LOOK_MS)
    }
  }
}

/** Binds and lets go. A taken address throws Problem `conflict`; one that this machine may not bind, `config.invalid`. */
export function checkAddress({ host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new Problem('conflict', `${host}:${port} is in use by another program; choose another with --listen`))
      else reject(new Problem('config.invalid', `${host}:${port} cannot be listened on: ${error.message}`, { cause: error }))
    })
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()))
  })
}
