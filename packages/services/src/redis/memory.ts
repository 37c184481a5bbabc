// The bound of what a decky's keyspace may hold: writes are counted as they come, and recounted through when it matters.
import type { Clock } from '@decnet/kernel'
import type { Database } from './keyspace.ts'

/** Bytes that all databases of a decky may hold together. */
export const KEYSPACE_MAX = 24 * 1024 * 1024
/** The longest string that a command may build. */
export const STRING_MAX = 8 * 1024 * 1024

export class MemoryBound {
  readonly #databases: readonly Database[]
  readonly #clock: Clock
  #counted = 0
  #pending = 0
  #fullUntil = 0

  constructor(databases: readonly Database[], clock: Clock) {
    this.#databases = databases
    this.#clock = clock
  }

  /** Bytes held, at most this many: an upper estimate between two recounts. */
  get used(): number {
    return this.#counted + this.#pending
  }

  /** Asks for `bytes` more; false when they do not fit. A full keyspace is recounted once a second at most. */
  admit(bytes: number): boolean {
    if (this.#clock.now() < this.#fullUntil) return false
    this.#pending += bytes
    if (this.used <= KEYSPACE_MAX) return true
    this.recount()
    if (this.#counted + bytes > KEYSPACE_MAX * 0.9) {
      this.#fullUntil = this.#clock.now() + 1000
      return false
    }
    this.#pending = bytes
    return true
  }

  /** Something was removed: look again at the next write. */
  released(): void {
    this.#fullUntil = 0
  }

  recount(): void {
    this.#counted = this.#databases.reduce((sum, database) => sum + database.weigh(), 0)
    this.#pending = 0
  }
}
