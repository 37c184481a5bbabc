// Pieces that many resources are made of.
import { z } from 'zod'

/** An instant: RFC 3339, UTC, milliseconds. */
export const instant = z.iso.datetime({ precision: 3 }).meta({ description: 'RFC 3339, UTC' })

/** A query's instant: any RFC 3339 time with an offset or Z, or milliseconds since the epoch. */
export const when = z
  .union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.coerce.number().int().nonnegative()])
  .meta({ description: 'RFC 3339 time, or milliseconds since the epoch' })

/** How every list is paged. */
export const paging = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(512).optional(),
})

/** A page: items, and the cursor of the next page or null. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

/** A time range, `from` included, `to` not. */
export const range = z.object({ from: when.optional(), to: when.optional() })

export const uuidParams = z.object({ uuid: z.uuid() })
export const idParams = z.object({ id: z.uuid() })
export const nameParams = z.object({ name: z.string().max(63) })
