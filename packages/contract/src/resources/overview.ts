// The overview: what happened since a moment.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { instant, when } from '../shapes.ts'

const named = z.object({ name: z.string(), count: z.number().int() })

export const overview = {
  show: defineRoute({
    name: 'overview.show',
    method: 'GET',
    path: '/overview',
    access: 'viewer',
    summary: 'Counts since a moment: attackers, sessions, credentials, files, losses',
    query: z.object({ since: when }),
    reply: z.object({
      since: instant,
      events: z.number().int(),
      sessions: z.number().int(),
      new_attackers: z.number().int(),
      active_attackers: z.number().int(),
      credentials_tried: z.number().int(),
      credentials_accepted: z.number().int(),
      files: z.number().int(),
      lost: z.number().int(),
      services: z.array(named),
    }),
    errors: ['query.invalid'],
  }),
} as const
