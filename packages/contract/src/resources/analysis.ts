// Analysis: each analyzer, how far it has come, and replays.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { operation } from '../shapes/operation.ts'
import { instant, nameParams } from '../shapes.ts'

export const analyzer = z.object({
  name: z.string(),
  title: z.string(),
  cursor: z.number().int(),
  head: z.number().int(),
  lag: z.number().int(),
  holder: z.string().nullable(),
  last_error: z.string().nullable(),
  updated: instant.nullable(),
})

export const analysis = {
  list: defineRoute({
    name: 'analysis.list',
    method: 'GET',
    path: '/analysis',
    access: 'viewer',
    summary: 'Every analyzer: cursor, lag, last error',
    reply: z.object({ items: z.array(analyzer), next: z.null() }),
  }),
  replay: defineRoute({
    name: 'analysis.replay',
    method: 'POST',
    path: '/analysis/{name}/replay',
    access: 'admin',
    summary: 'Clear an analyzer’s rows and run it again over the log',
    params: nameParams,
    reply: operation,
    status: 202,
    errors: ['not_found', 'conflict'],
  }),
} as const
