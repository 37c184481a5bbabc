// An event of the log, as the interface shows it.
import { type EventKindName, eventKindNames } from '@decnet/kernel'
import { z } from 'zod'
import { instant } from '../shapes.ts'

const kindName = z.enum(eventKindNames as [EventKindName, ...EventKindName[]])

export const event = z.object({
  seq: z.number().int(),
  id: z.uuid(),
  time: instant,
  received: instant,
  kind: kindName,
  origin: z.enum(['sensor', 'server']),
  source: z.string(),
  host: z.string(),
  decky_id: z.uuid(),
  decky: z.string(),
  topology_id: z.uuid().nullable(),
  service: z.string().nullable(),
  session: z.uuid().nullable(),
  attacker_uuid: z.uuid().nullable(),
  peer_ip: z.string().nullable(),
  peer_port: z.number().int().nullable(),
  local_port: z.number().int().nullable(),
  clamped: z.boolean(),
  /** Secrets are masked here for everyone; see `credentials.reveal`. */
  facts: z.record(z.string(), z.unknown()),
})
