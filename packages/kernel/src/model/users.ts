// People who use the console, what they may do, and what they did.
import { z } from 'zod'

/** Roles, weakest first: each may do what those before it may. */
export const roles = ['viewer', 'analyst', 'admin'] as const
export type Role = (typeof roles)[number]

export const user = z.object({
  uuid: z.uuid(),
  name: z.string(),
  role: z.enum(roles),
  created: z.number().int(),
  last_login: z.number().int().nullable(),
})
export type User = z.output<typeof user>

export const auditEntry = z.object({
  seq: z.number().int(),
  time: z.number().int(),
  user: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  address: z.string(),
})
export type AuditEntry = z.output<typeof auditEntry>
