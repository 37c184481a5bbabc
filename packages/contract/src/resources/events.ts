// Events: the log, its histogram, and one event.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { event } from '../shapes/event.ts'
import { instant, page, paging, range } from '../shapes.ts'

const list = <Item extends z.ZodType>(schema: Item) =>
  z.preprocess((value) => (typeof value === 'string' ? value.split(',') : value), z.array(schema).max(50)).optional()

/** Filters: a comma-separated list means any of them; a leading `!` on `kind`, `service`, `decky` and `attacker` excludes. */
export const eventFilters = z.object({
  ...range.shape,
  decky: list(z.string().max(64)).meta({ description: 'Names, comma-separated; `!name` excludes' }),
  service: list(z.string().max(65)).meta({ description: 'Names, comma-separated; `!name` excludes' }),
  kind: list(z.string().max(65)).meta({ description: 'Event kinds, comma-separated; `!kind` excludes' }),
  attacker: list(z.string().max(46)).meta({ description: 'Attacker uuids or addresses, comma-separated; `!` excludes' }),
  session: z.uuid().optional(),
  cidr: z.string().max(50).optional().meta({ description: 'Source network, such as 198.51.100.0/24' }),
  source: z.string().max(64).optional(),
  text: z.string().min(1).max(256).optional().meta({ description: 'A substring of command, path, user agent or query' }),
})

export const events = {
  list: defineRoute({
    name: 'events.list',
    method: 'GET',
    path: '/events',
    access: 'viewer',
    summary: 'Events, newest first',
    query: eventFilters.extend({ ...paging.shape, order: z.enum(['newest', 'oldest']).default('newest') }),
    reply: page(event).extend({
      /** With `text`: rows looked at for this page; the cursor goes on from there. */
      looked_at: z.number().int().optional(),
    }),
    errors: ['query.invalid', 'cursor.invalid'],
  }),
  show: defineRoute({
    name: 'events.show',
    method: 'GET',
    path: '/events/{id}',
    access: 'viewer',
    summary: 'One event',
    params: z.object({ id: z.uuid() }),
    reply: event,
    errors: ['not_found'],
  }),
  histogram: defineRoute({
    name: 'events.histogram',
    method: 'GET',
    path: '/events/histogram',
    access: 'viewer',
    summary: 'Counts per bucket, grouped; from the minute counts, so only decky, service and kind filter',
    query: z.object({
      ...range.shape,
      decky: eventFilters.shape.decky,
      service: eventFilters.shape.service,
      kind: eventFilters.shape.kind,
      by: z.enum(['service', 'kind', 'decky']).default('service'),
      buckets: z.coerce.number().int().min(1).max(500).default(60),
    }),
    reply: z.object({
      from: instant,
      to: instant,
      bucket_ms: z.number().int(),
      series: z.array(z.object({ name: z.string(), counts: z.array(z.number().int()) })),
      total: z.number().int(),
    }),
    errors: ['query.invalid'],
  }),
} as const
