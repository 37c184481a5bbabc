// A connection that is open: what a decky and the sensor's watch may do to it from outside.
import type { CloseReason } from './session.ts'

export interface Live {
  readonly deckyId: string
  /** The listener that it came in by. */
  readonly listener: string
  /** Ends it. A second call changes nothing. */
  stop(reason: CloseReason): void
  /** Ends it and closes its session at once, whatever its service does. */
  abandon(reason: CloseReason): void
  /** Looks at its bounds of time. */
  check(now: number): void
  /** Looks again at its decky's tarpit rule. */
  retarpit(): void
  /** Resolves when its session is closed and its socket gone. */
  readonly over: Promise<void>
}
