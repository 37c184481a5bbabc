// A session: what happens on one connection, from accept to close.
import { z } from 'zod'
import { closeReasons } from '../events/connection.ts'

export const session = z.object({
  id: z.uuid(),
  decky_id: z.uuid(),
  decky: z.string(),
  service: z.string().nullable(),
  attacker_uuid: z.uuid(),
  peer_ip: z.string(),
  peer_port: z.number().int(),
  local_port: z.number().int(),
  transport: z.string(),
  started: z.number().int(),
  ended: z.number().int().nullable(),
  close_reason: z.enum(closeReasons).nullable(),
  bytes_in: z.number().int(),
  bytes_out: z.number().int(),
  event_count: z.number().int(),
  command_count: z.number().int(),
  credential_count: z.number().int(),
  file_count: z.number().int(),
})
export type Session = z.output<typeof session>
