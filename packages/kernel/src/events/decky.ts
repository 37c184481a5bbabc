// What a sensor says about the deckies it runs and about itself.
import { z } from 'zod'
import { count, defineKind, port, shown } from './kind.ts'

/** One listener's state after a spec was applied. */
export const listenState = z.object({
  service: z.string().max(64),
  transport: z.enum(['tcp', 'udp', 'tls']),
  port,
  bound_port: port,
  state: z.enum(['open', 'failed']),
  error: shown.optional(),
})

export const deckyConfigured = defineKind({
  kind: 'decky.configured',
  title: 'A decky took on a new configuration',
  about: 'decky',
  facts: z.object({ revision: count, address: shown, listens: z.array(listenState).max(64) }),
})

export const deckyRemoved = defineKind({
  kind: 'decky.removed',
  title: 'A decky was taken down',
  about: 'decky',
  facts: z.object({ revision: count }),
})

export const eventsLost = defineKind({
  kind: 'events.lost',
  title: 'The sensor had no room left and lost events',
  about: 'sensor',
  facts: z.object({ count, what: z.enum(['events', 'captures', 'transcripts']) }),
})
