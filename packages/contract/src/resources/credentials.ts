// Credentials that were tried. Secrets are masked in every representation; a reveal is one audited route.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { credential } from '../shapes/credential.ts'
import { page, paging, range, uuidParams } from '../shapes.ts'

export const credentials = {
  list: defineRoute({
    name: 'credentials.list',
    method: 'GET',
    path: '/credentials',
    access: 'viewer',
    summary: 'Credentials, last tried first',
    query: z.object({
      ...paging.shape,
      ...range.shape,
      decky: z.string().max(63).optional(),
      service: z.string().max(64).optional(),
      attacker: z.uuid().optional(),
      principal: z.string().max(256).optional(),
      outcome: z.enum(['accepted', 'rejected']).optional(),
    }),
    reply: page(credential),
    errors: ['query.invalid', 'cursor.invalid'],
  }),
  reveal: defineRoute({
    name: 'credentials.reveal',
    method: 'POST',
    path: '/credentials/{uuid}/reveal',
    access: 'analyst',
    summary: 'The secret in clear; written to the audit log',
    params: uuidParams,
    reply: z.object({ uuid: z.uuid(), secret: z.string(), secret_b64: z.string() }),
    errors: ['not_found'],
  }),
} as const
