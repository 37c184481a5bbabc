// The spool: frames queued in one turn of the event loop become one write, under a bound of disk.
import type { Clock } from '@decnet/kernel'
import type { Log } from './log.ts'
import { type FrameClass, type Loss, Losses } from './losses.ts'
import { Room } from './room.ts'
import type { SpoolDisk, WriteOutcome } from './segments.ts'

export interface SpoolStats {
  /** Unconsumed bytes on disk. */
  readonly used: number
  readonly frames: number
  readonly writes: number
  readonly failures: number
  readonly lost: number
}

export interface SpoolParts<Owner> {
  readonly disk: SpoolDisk
  readonly clock: Clock
  readonly log: Log
  /** The most bytes on disk. */
  readonly bound: number
  /** The frame that tells of a loss; undefined when it cannot be told. */
  lossFrame(loss: Loss<Owner>): string | undefined
  /** Runs once the present turn of the event loop is over; `setImmediate` when absent. */
  readonly defer?: (run: () => void) => void
}

interface Queued<Owner> {
  readonly line: string
  readonly bytes: number
  /** What is lost when this frame is: itself, or again the loss that it tells of. */
  readonly loss: Loss<Owner>
  readonly tellsLoss: boolean
}

interface Batch<Owner> {
  readonly frames: Queued<Owner>[]
  readonly written: Promise<void>
  readonly done: () => void
}

/** Frames on their way to disk. `Owner` says whose loss it is when a frame is lost. */
export class Spool<Owner extends { readonly decky_id: string }> {
  readonly #parts: SpoolParts<Owner>
  readonly #room: Room
  readonly #losses = new Losses<Owner>()
  readonly #counts = { frames: 0, writes: 0, failures: 0 }
  #next: Batch<Owner> | undefined
  #writing: Promise<void> | undefined

  constructor(parts: SpoolParts<Owner>) {
    this.#parts = parts
    this.#room = new Room({ clock: parts.clock, bound: parts.bound, measure: () => parts.disk.measure() })
  }

  /** Queues one line that ends in a newline. False when there was no room: it is counted as lost. */
  append(line: string, of: FrameClass, owner: Owner): boolean {
    if (this.#losses.any && of === 'events') this.#tellLosses()
    const loss = { owner, what: of, count: 1 }
    if (this.#push({ line, bytes: Buffer.byteLength(line), loss, tellsLoss: false }, of)) return true
    this.#losses.add(loss)
    return false
  }

  /** Resolves when all that was queued so far is written, or counted as lost; undefined when nothing waits. */
  flushed(): Promise<void> | undefined {
    return this.#next?.written ?? this.#writing
  }

  /** Whether frames of this class are taken at present. */
  hasRoom(of: FrameClass): boolean {
    return this.#room.fits(0, of)
  }

  /** To be called about every second: looks at the disk and tells of losses once there is room. */
  tick(): void {
    this.#room.look()
    if (this.#losses.any) this.#tellLosses()
  }

  stats(): SpoolStats {
    return { used: this.#room.used, lost: this.#losses.total, ...this.#counts }
  }

  /** Writes what waits and closes the files. */
  async close(): Promise<void> {
    this.tick()
    while (this.flushed()) await this.flushed()
    this.#parts.disk.close()
  }

  #push(frame: Queued<Owner>, of: FrameClass): boolean {
    if (!this.#room.fits(frame.bytes, of)) return false
    this.#room.take(frame.bytes)
    this.#batch().frames.push(frame)
    return true
  }

  #batch(): Batch<Owner> {
    if (this.#next) return this.#next
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#next = { frames: [], written: promise, done: resolve }
    // While a write is under way its end takes the next batch along.
    if (!this.#writing) (this.#parts.defer ?? setImmediate)(() => void this.#drain())
    return this.#next
  }

  async #drain(): Promise<void> {
    while (this.#next) {
      const batch = this.#next
      this.#next = undefined
      this.#writing = batch.written
      const outcome = this.#parts.disk.write(Buffer.from(batch.frames.map((frame) => frame.line).join('')))
      this.#settle(batch.frames, outcome instanceof Promise ? await outcome : outcome)
      this.#writing = undefined
      batch.done()
    }
  }

  #settle(frames: readonly Queued<Owner>[], outcome: WriteOutcome): void {
    let end = 0
    for (const frame of frames) {
      end += frame.bytes
      if (end <= outcome.written) this.#counts.frames++
      else if (frame.tellsLoss) this.#losses.restore(frame.loss)
      else this.#losses.add(frame.loss)
    }
    this.#room.settle(end, outcome.written)
    this.#counts.writes++
    if (outcome.error === undefined) return
    this.#counts.failures++
    this.#room.rest()
    this.#parts.log('the spool could not be written', { error: outcome.error, lost: this.#losses.total })
  }

  #tellLosses(): void {
    this.#losses.tellEach((loss) => {
      const line = this.#parts.lossFrame(loss)
      return line === undefined || this.#push({ line, bytes: Buffer.byteLength(line), loss, tellsLoss: true }, 'events')
    })
  }
}
