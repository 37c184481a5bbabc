// Trying again, more and more slowly, without giving up.
import type { Clock } from '@decnet/kernel'

const FIRST_MS = 50
const LONGEST_MS = 5_000

export interface Persistence {
  readonly clock: Clock
  /** Ends the waiting: then the last error is thrown. */
  readonly signal: AbortSignal
  /** Told of every failure. */
  readonly failed: (error: unknown) => void
}

/** Runs `attempt` until it succeeds, waiting 50 ms after the first failure and twice as long after each more, 5 s at most. */
export async function persist<Result>(how: Persistence, attempt: () => Promise<Result>): Promise<Result> {
  for (let wait = FIRST_MS; ; wait = Math.min(wait * 2, LONGEST_MS)) {
    try {
      return await attempt()
    } catch (error) {
      how.failed(error)
      if (how.signal.aborted) throw error
      await how.clock.sleep(wait, how.signal)
    }
  }
}
