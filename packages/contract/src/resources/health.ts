// Health: alive, ready, and every component in detail.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { instant } from '../shapes.ts'

const componentHealth = z.object({
  name: z.string(),
  state: z.enum(['ok', 'warning', 'failed']),
  detail: z.string(),
  /** Figures of the component, by name; units in the name (`lag_events`, `disk_free_bytes`). */
  figures: z.record(z.string(), z.number()),
})

export const healthReport = z.object({
  state: z.enum(['ok', 'warning', 'failed']),
  time: instant,
  version: z.string(),
  started: instant,
  components: z.array(componentHealth),
})

const bare = z.object({ state: z.enum(['ok', 'starting']) })

export const health = {
  live: defineRoute({
    name: 'health.live',
    method: 'GET',
    path: '/health/live',
    access: 'public',
    summary: 'The process answers',
    reply: bare,
  }),
  ready: defineRoute({
    name: 'health.ready',
    method: 'GET',
    path: '/health/ready',
    access: 'public',
    summary: 'The store answers and ingest runs (503 before)',
    reply: bare,
    errors: ['store.busy'],
  }),
  show: defineRoute({
    name: 'health.show',
    method: 'GET',
    path: '/health',
    access: 'viewer',
    summary: 'Every component: state, lag, drops, disk',
    reply: healthReport,
  }),
  metrics: defineRoute({
    name: 'health.metrics',
    method: 'GET',
    path: '/metrics',
    access: 'metrics',
    summary: 'Prometheus text',
    kind: 'text',
    reply: z.string(),
  }),
} as const
