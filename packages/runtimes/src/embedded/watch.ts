// The watch over a connected sensor: a process that hangs keeps its sockets open, so it is greeted now and then.
import type { Clock } from '@decnet/kernel'
import { reachSensor } from './control-link.ts'

/** Waits of the care for a sensor, in milliseconds. */
export interface Timing {
  /** Between two greetings. */
  readonly watch: number
  /** How long a sensor may take to answer a greeting. */
  readonly greeting: number
  /** How long a living process may stay silent before it is ended. */
  readonly silence: number
  /** How long it may take to end when it is told to, and after each signal. */
  readonly grace: number
}

/** Generous: a sensor that is only busy must not be taken for one that hangs. */
export const defaultTiming: Timing = { watch: 15_000, greeting: 5_000, silence: 10_000, grace: 4_000 }

/** Resolves with true when the sensor missed two greetings in a row, with false when `signal` aborts. */
export async function watchSensor(control: string, how: { clock: Clock; timing: Timing; signal: AbortSignal }): Promise<boolean> {
  const { clock, timing, signal } = how
  let missed = 0
  while (missed < 2) {
    await clock.sleep(timing.watch, signal)
    if (signal.aborted) return false
    const link = await reachSensor(control, timing.greeting)
    missed = link ? 0 : missed + 1
    link?.close()
  }
  return !signal.aborted
}
