// The one stream: server-sent events with ids that a client can resume from.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { event } from '../shapes/event.ts'
import { finding } from '../shapes/finding.ts'
import { operation } from '../shapes/operation.ts'

/** What a frame's `event:` may be, and the JSON of its `data:`. `reset` says that the resume point is too old: read the lists again. */
export const streamFrames = { event, finding, operation, reset: z.object({ reason: z.string() }) } as const

export const stream = {
  open: defineRoute({
    name: 'stream.open',
    method: 'GET',
    path: '/stream',
    access: 'viewer',
    summary: 'Events, findings and operations as they happen; `id:` is <event seq>.<finding seq>; heartbeat every 15 s',
    query: z.object({
      topics: z.string().max(512).optional().meta({ description: 'Topic patterns, comma-separated; all when left out' }),
      attacker: z.uuid().optional(),
      topology: z.uuid().optional(),
    }),
    kind: 'stream',
    errors: ['query.invalid'],
  }),
} as const
