// The spool's files: append-only segments of one incarnation, and how much of them nobody has consumed yet.
import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { errorText } from './log.ts'

/** How much of a batch reached the disk; less than all of it goes with an error. */
export interface WriteOutcome {
  readonly written: number
  readonly error?: string
}

/** Where batches of frames go. */
export interface SpoolDisk {
  /** Appends a batch. Never throws: a failed write is an outcome. */
  write(batch: Buffer): WriteOutcome | Promise<WriteOutcome>
  /** Bytes that lie in the spool, of this incarnation and of earlier ones. */
  measure(): number
  close(): void
}

/** The segment files: writes are done when they return. */
export interface SegmentDisk extends SpoolDisk {
  write(batch: Buffer): WriteOutcome
}

/** A segment is full at 8 MiB: small enough to be deleted soon, large enough that rotation costs nothing. */
export const SEGMENT_BYTES = 8 * 1024 * 1024

/**
 * Segments `<root>/<incarnation>/<8 digits>.ndjson`. Writes are synchronous: into the page cache one costs about 2 µs,
 * less than the thread pool's hop (10 µs), and what was said to have been written cannot be overtaken.
 */
export function openSegments(place: { readonly root: string; readonly incarnation: string; readonly segmentBytes: number }): SegmentDisk {
  const directory = join(place.root, place.incarnation)
  let descriptor: number | undefined
  let size = 0
  let number = 0
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  const open = () => {
    mkdirSync(directory, { recursive: true, mode: 0o770 })
    const name = `${String(number + 1).padStart(8, '0')}.ndjson`
    descriptor = openSync(join(directory, name), 'ax', 0o660)
    number++
    size = 0
    return descriptor
  }
  return {
    write(batch) {
      let written = 0
      try {
        if (descriptor !== undefined && size > 0 && size + batch.length > place.segmentBytes) close()
        const target = descriptor ?? open()
        while (written < batch.length) written += writeSync(target, batch, written)
        size += written
        return { written }
      } catch (error) {
        // A line may be torn now. The next write begins a new segment, and a torn last line is not a frame.
        tryTo(close)
        return { written, error: errorText(error) }
      }
    },
    measure: () => bytesBelow(place.root),
    close: () => tryTo(close),
  }
}

function tryTo(close: () => void): void {
  try {
    close()
  } catch {
    // A descriptor whose close reports EIO is closed all the same (close(2)).
  }
}

/** The bytes of all segments below `root`; what vanishes while we look was consumed. */
function bytesBelow(root: string): number {
  let bytes = 0
  for (const incarnation of namesIn(root))
    for (const name of namesIn(join(root, incarnation)))
      bytes += statSync(join(root, incarnation, name), { throwIfNoEntry: false })?.size ?? 0
  return bytes
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
