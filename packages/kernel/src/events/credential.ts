// Credentials that someone tried. The secret appears here and in no other kind.
import { z } from 'zod'
import { bytes64, defineKind, shown } from './kind.ts'

export const credentialTried = defineKind({
  kind: 'credential.tried',
  title: 'A credential was tried',
  about: 'session',
  facts: z.object({
    method: z.enum(['password', 'form', 'basic', 'digest', 'bearer', 'challenge', 'publickey']),
    principal: shown.optional(),
    secret: shown,
    secret_b64: bytes64,
    outcome: z.enum(['accepted', 'rejected']),
    challenge: shown.optional(),
    salt: shown.optional(),
  }),
})
