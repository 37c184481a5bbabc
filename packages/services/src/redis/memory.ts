// The bound of what a decky's keyspace may hold: writes are counted as they come, and recounted through when it matters.
import type { Clock } from '@decnet/kernel'
import type { Hold } from '../service.ts'
import type { Database } from './keyspace.ts'

/** Bytes that all databases of a decky may hold together; the sensor's budget mostly ends sooner. */
export const KEYSPACE_MAX = 24 * 1024 * 1024
/** The longest string that a command may build. */
export const STRING_MAX = 8 * 1024 * 1024
/** What a key costs in our heap beyond what Redis would count for it. */
const KEY_COST = 128
/** Room is asked for in steps of this many bytes. */
const STEP = 8192

export interface MemoryParts {
  readonly databases: readonly Database[]
  readonly clock: Clock
  readonly hold: Hold
}

export class MemoryBound {
  readonly #databases: readonly Database[]
  readonly #clock: Clock
  readonly #hold: Hold
  #counted = 0
  #pending = 0
  #held = 0
  #fullUntil = 0

  constructor(parts: MemoryParts) {
    this.#databases = parts.databases
    this.#clock = parts.clock
    this.#hold = parts.hold
  }

  /** Bytes held, at most this many: an upper estimate between two recounts. */
  get used(): number {
    return this.#counted + this.#pending
  }

  /** Asks for `bytes` more; false when they do not fit. A full keyspace is recounted once a second at most. */
  admit(bytes: number): boolean {
    if (this.#clock.now() < this.#fullUntil) return false
    if (this.used + bytes <= KEYSPACE_MAX && this.#reserve(this.used + bytes)) {
      this.#pending += bytes
      return true
    }
    this.recount()
    // With some room besides: a keyspace that is as good as full is not counted through at every write.
    const wanted = this.#counted * 1.1 + bytes
    if (wanted > KEYSPACE_MAX || !this.#reserve(wanted)) {
      this.#fullUntil = this.#clock.now() + 1000
      return false
    }
    this.#pending = bytes
    return true
  }

  /** A value was made out of others: it is there already, and what it takes is known to the next write. */
  note(bytes: number): void {
    this.#pending += bytes
  }

  /** Something was removed: look again at the next write. */
  released(): void {
    this.#fullUntil = 0
  }

  recount(): void {
    this.#counted = this.#databases.reduce((sum, database) => sum + database.weigh(), 0)
    this.#pending = 0
    const spare = this.#held - this.#needed(this.#counted)
    if (spare <= 0) return
    this.#hold(-spare)
    this.#held -= spare
  }

  #needed(bytes: number): number {
    const keys = this.#databases.reduce((sum, database) => sum + database.size, 0)
    return Math.ceil((bytes + keys * KEY_COST) / STEP) * STEP
  }

  /** True when the sensor has room for a keyspace of so many bytes. */
  #reserve(bytes: number): boolean {
    const more = this.#needed(bytes) - this.#held
    if (more <= 0) return true
    if (!this.#hold(more)) return false
    this.#held += more
    return true
  }
}
