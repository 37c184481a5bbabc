// HTTP requests, well-formed or not.
import { z } from 'zod'
import { bytes64, count, defineKind, sha256, shown } from './kind.ts'

export const requestMade = defineKind({
  kind: 'request.made',
  title: 'An HTTP request was made',
  about: 'session',
  facts: z.object({
    method: shown,
    target: shown,
    target_b64: bytes64.optional(),
    version: shown,
    host: shown.optional(),
    user_agent: shown.optional(),
    headers: z.array(z.tuple([shown, shown])).max(64),
    status: count,
    body_size: count,
    body_sha256: sha256.optional(),
    malformed: shown.optional(),
  }),
})
