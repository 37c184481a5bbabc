// Files: bytes that an attacker left with us, and addresses that he wanted us to fetch from.
import { z } from 'zod'
import { count, defineKind, sha256, shown } from './kind.ts'

export const fileCaptured = defineKind({
  kind: 'file.captured',
  title: 'A file was captured',
  about: 'session',
  facts: z.object({
    sha256,
    size: count,
    name: shown,
    mime: shown,
    how: z.enum(['upload', 'body', 'written', 'download']),
    complete: z.boolean(),
  }),
})

export const fileRequested = defineKind({
  kind: 'file.requested',
  title: 'The decky was asked to fetch from, or connect to, an address; it did not',
  about: 'session',
  facts: z.object({ address: shown, tool: shown }),
})
