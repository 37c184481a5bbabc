// A connection's life: opened, closed, refused; and what the sensor did to it.
import { z } from 'zod'
import { count, defineKind, port, shown } from './kind.ts'

/** Why a session ended. */
export const closeReasons = ['peer', 'service', 'idle', 'time', 'bytes', 'crash', 'removed', 'shutdown', 'sensor lost'] as const

export const connectionOpened = defineKind({
  kind: 'connection.opened',
  title: 'A client connected',
  about: 'session',
  facts: z.object({
    transport: z.enum(['tcp', 'udp', 'tls']),
    tls: z.object({ version: shown, cipher: shown, server_name: shown.optional(), alpn: shown.optional() }).optional(),
  }),
})

export const connectionClosed = defineKind({
  kind: 'connection.closed',
  title: 'A connection ended',
  about: 'session',
  facts: z.object({ reason: z.enum(closeReasons), duration_ms: count, bytes_in: count, bytes_out: count }),
})

export const connectionRefused = defineKind({
  kind: 'connection.refused',
  title: 'Connections were turned away at a limit',
  about: 'decky',
  facts: z.object({ limit: z.enum(['per_source', 'total']), count, port }),
})

export const conversationCrashed = defineKind({
  kind: 'conversation.crashed',
  title: 'A service failed while it talked; that conversation ended',
  about: 'session',
  facts: z.object({ error: shown }),
})

export const tarpitEntered = defineKind({
  kind: 'tarpit.entered',
  title: 'A connection entered a tarpit',
  about: 'session',
  facts: z.object({ port, delay_ms: count }),
})

export const tarpitLeft = defineKind({
  kind: 'tarpit.left',
  title: 'A connection left a tarpit',
  about: 'session',
  facts: z.object({ port, held_ms: count }),
})
