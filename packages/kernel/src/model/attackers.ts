// An attacker: one source address as observed. Times are milliseconds since the epoch.
import { z } from 'zod'

export const attacker = z.object({
  uuid: z.uuid(),
  ip: z.string(),
  identity_uuid: z.uuid(),
  first_seen: z.number().int(),
  last_seen: z.number().int(),
  event_count: z.number().int(),
  session_count: z.number().int(),
  /** The deckies' names; with one, only that decky's sensor vouches for this attacker. */
  decky_count: z.number().int(),
  rotation_count: z.number().int(),
  last_rotation_at: z.number().int().nullable(),
})
export type Attacker = z.output<typeof attacker>

/** How far an attacker got, in steps that any service can reach. */
export const depths = ['connected', 'spoke', 'tried_credentials', 'got_in', 'acted', 'left_files'] as const

export const attackerProfile = z.object({
  attacker_uuid: z.uuid(),
  tempo: z.enum(['unknown', 'human', 'automated']),
  tempo_reason: z.string(),
  depth: z.enum(depths),
  services: z.array(z.string()),
  deckies: z.array(z.string()),
  counts: z.record(z.string(), z.number().int()),
  updated: z.number().int(),
})
export type AttackerProfile = z.output<typeof attackerProfile>
