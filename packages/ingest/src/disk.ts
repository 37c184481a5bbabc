// The spool files around a position: what lies before it may go, what lies behind it is still to be read.
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { listSegments, type Position, segmentName } from './tail.ts'

/** Deletes the segments before `segment`: all that was in them is committed. */
export async function clearBehind(directory: string, segment: number): Promise<void> {
  for (const number of await listSegments(directory)) {
    if (number < segment) await rm(join(directory, segmentName(number)), { force: true })
  }
}

/** Bytes behind the positions. */
export async function lagOf(
  following: readonly { readonly spool: { readonly directory: string }; readonly position: Position }[],
): Promise<number> {
  let bytes = 0
  for (const { spool, position } of following) {
    for (const number of await listSegments(spool.directory)) {
      if (number < position.segment) continue
      const found = await stat(join(spool.directory, segmentName(number))).catch(() => null)
      const size = found?.size ?? 0
      bytes += Math.max(0, number === position.segment ? size - position.offset : size)
    }
  }
  return bytes
}
