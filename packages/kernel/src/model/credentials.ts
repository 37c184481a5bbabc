// A credential as tried: one row per attacker, decky, service, method, principal and secret.
import { z } from 'zod'

export const credential = z.object({
  uuid: z.uuid(),
  attacker_uuid: z.uuid(),
  decky_id: z.uuid(),
  decky: z.string(),
  service: z.string(),
  method: z.string(),
  principal: z.string().nullable(),
  secret: z.string(),
  secret_b64: z.string(),
  outcome: z.enum(['accepted', 'rejected']),
  challenge: z.string().nullable(),
  salt: z.string().nullable(),
  tries: z.number().int(),
  first_seen: z.number().int(),
  last_seen: z.number().int(),
  last_session: z.uuid(),
})
export type Credential = z.output<typeof credential>
