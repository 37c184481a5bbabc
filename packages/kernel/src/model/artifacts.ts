// An artifact: captured bytes, kept once by their sha256.
import { z } from 'zod'

export const artifact = z.object({
  sha256: z.string(),
  size: z.number().int(),
  mime: z.string(),
  name: z.string(),
  how: z.string(),
  complete: z.boolean(),
  /** False until the bytes themselves have arrived and their sum was checked. */
  stored: z.boolean(),
  first_seen: z.number().int(),
  last_seen: z.number().int(),
  capture_count: z.number().int(),
})
export type Artifact = z.output<typeof artifact>
