// Frames: the one stream that leaves a sensor. One JSON object a line, at most 8 KiB with its newline.
import { z } from 'zod'
import { eventEnvelope } from './events/envelope.ts'
import { sha256 } from './events/kind.ts'

/** The longest frame, newline included, in bytes. */
export const MAX_FRAME_BYTES = 8192
/** The most raw bytes of a capture that one chunk frame carries. */
export const MAX_CHUNK_BYTES = 4096

const captureId = z.string().regex(/^[0-9a-f-]{36}$/)

/** An event, a numbered piece of a captured file, or the seal that closes a captured file. */
export const frame = z.discriminatedUnion('frame', [
  z.object({ frame: z.literal('event'), event: eventEnvelope }),
  z.object({ frame: z.literal('chunk'), capture: captureId, n: z.number().int().nonnegative(), data: z.base64() }),
  z.object({
    frame: z.literal('sealed'),
    capture: captureId,
    chunks: z.number().int().nonnegative(),
    size: z.number().int().nonnegative(),
    sha256,
    complete: z.boolean(),
  }),
])

/** A parsed frame. */
export type Frame = z.output<typeof frame>
