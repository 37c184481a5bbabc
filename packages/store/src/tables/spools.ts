// Where the collector stands in each sensor's spool, and the frames that it had to set aside.

/** Position in one incarnation of one sensor's spool. `position` is a byte offset in segment number `segment`. */
export interface SpoolsTable {
  sensor: string
  incarnation: string
  segment: number
  position: number
  /** When it was drained for good and its open sessions were closed, or null. */
  closed_at: number | null
  updated: number
}

/** A frame that could not be read, keyed by where it stood. */
export interface QuarantineTable {
  seq: number
  sensor: string
  incarnation: string
  segment: number
  position: number
  time: number
  reason: string
  /** The frame's bytes, base64, cut at the frame limit. */
  frame_b64: string
}
