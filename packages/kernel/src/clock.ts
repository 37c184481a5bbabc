// Time is passed in: whoever needs the hour or wants to wait is handed a clock.

/** Wall time and waiting. Milliseconds since the Unix epoch, UTC. */
export interface Clock {
  now(): number
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

declare function setTimeout(run: () => void, ms: number): unknown
declare function clearTimeout(handle: unknown): void

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = () => {
        clearTimeout(handle)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const handle = setTimeout(done, ms)
      signal?.addEventListener('abort', done, { once: true })
    }),
}

/** A clock that only moves when told: for tests. */
export interface ManualClock extends Clock {
  /** Moves time on and releases whoever slept until then. */
  advance(ms: number): void
}

/** Makes a {@link ManualClock} that starts at `start`. */
export function manualClock(start = Date.UTC(2026, 0, 2, 3, 4, 5)): ManualClock {
  let time = start
  const sleepers = new Set<{ at: number; wake: () => void }>()
  return {
    now: () => time,
    advance(ms) {
      time += ms
      for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at)) if (sleeper.at <= time) sleeper.wake()
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          at: time + ms,
          wake: () => {
            sleepers.delete(sleeper)
            resolve()
          },
        }
        if (signal?.aborted || ms <= 0) return resolve()
        sleepers.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake, { once: true })
      }),
  }
}
