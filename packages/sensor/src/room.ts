// Room in the spool: what lies on disk and what waits, against the bound, per class of frame.
import type { Clock } from '@decnet/kernel'
import type { FrameClass } from './losses.ts'

/** Share of the bound up to which each class is taken. */
const SHARES: Readonly<Record<FrameClass, number>> = { transcripts: 0.8, captures: 0.95, events: 1 }
/** Frames that wait for a slow write: above it they are lost, memory is not a spool. */
const WAITING_BYTES = 16 * 1024 * 1024
/** After a failed write the spool counts as full for this long. */
const REST_MS = 1000
/** How often the disk is looked at while it is full: the collector makes room by deleting segments. */
const LOOK_MS = 250

/** Counts bytes against a bound. */
export class Room {
  readonly #clock: Clock
  readonly #bound: number
  readonly #measure: () => number
  #lookedAt: number
  #restUntil = 0
  #waiting = 0
  /** Unconsumed bytes on disk: as last measured, plus what was written since. */
  used: number

  constructor(parts: { readonly clock: Clock; readonly bound: number; readonly measure: () => number }) {
    this.#clock = parts.clock
    this.#bound = parts.bound
    this.#measure = parts.measure
    this.#lookedAt = parts.clock.now()
    this.used = parts.measure()
  }

  /** Whether `bytes` more of a class may be taken. */
  fits(bytes: number, of: FrameClass): boolean {
    if (this.#clock.now() < this.#restUntil || this.#waiting + bytes > WAITING_BYTES) return false
    const most = this.#bound * SHARES[of]
    if (this.used + this.#waiting + bytes <= most) return true
    this.look()
    return this.used + this.#waiting + bytes <= most
  }

  /** Notes that `bytes` wait to be written. */
  take(bytes: number): void {
    this.#waiting += bytes
  }

  /** Notes that of `bytes` that waited, `written` reached the disk. */
  settle(bytes: number, written: number): void {
    this.#waiting -= bytes
    this.used += written
  }

  /** Notes a failed write: nothing is tried for a while. */
  rest(): void {
    this.#restUntil = this.#clock.now() + REST_MS
  }

  /** Measures again when the spool is half full; at most every 250 ms, for a look costs a stat per segment. */
  look(): void {
    const now = this.#clock.now()
    if (this.used < this.#bound / 2 || Math.abs(now - this.#lookedAt) < LOOK_MS) return
    this.#lookedAt = now
    this.used = this.#measure()
  }
}
