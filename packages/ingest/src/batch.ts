// A batch: what was read from the spools together and is committed together, with the positions behind it.
import type { QuarantinedFrame } from '@decnet/store'
import type { Spool } from './spools.ts'
import type { StampedEvent } from './stamp.ts'
import type { Position } from './tail.ts'

/** Most frames of a batch: one transaction's fixed cost is small against this many rows. */
export const BATCH_FRAMES = 5_000
/** How long a woken reader lets more frames arrive, in milliseconds. */
export const GATHER_MS = 4

/** A frame to set aside. */
export type SetAside = Omit<QuarantinedFrame, 'seq'>

/** An event on its way into the log, and where it was read. */
export interface PlacedEvent {
  readonly event: StampedEvent
  readonly spool: Spool
  readonly at: Position
}

/** One spool's share of a batch. */
interface SpoolProgress {
  readonly spool: Spool
  readonly position: Position
  /** The incarnation is over and was read to its end: its open sessions are to be closed. */
  readonly over: boolean
}

export interface Batch {
  readonly events: readonly PlacedEvent[]
  readonly setAside: readonly SetAside[]
  /** Sums of captures whose bytes have arrived. */
  readonly stored: readonly string[]
  readonly progress: readonly SpoolProgress[]
  /** True when there is more to read at once. */
  readonly full: boolean
}

/** The quarantine row of a frame that cannot be stored. */
export function setAside(
  at: { readonly spool: Spool; readonly at: Position; readonly received: number },
  why: { readonly reason: string; readonly detail: string; readonly frame_b64: string },
): SetAside {
  return {
    sensor: at.spool.sensor,
    incarnation: at.spool.incarnation,
    segment: at.at.segment,
    position: at.at.offset,
    time: at.received,
    reason: why.detail === '' ? why.reason : `${why.reason}: ${why.detail}`,
    frame_b64: why.frame_b64,
  }
}
