// What a client says or shows about its own make.
import { z } from 'zod'
import { defineKind, shown } from './kind.ts'

export const clientIdentified = defineKind({
  kind: 'client.identified',
  title: 'A client told what it is',
  about: 'session',
  facts: z.object({
    what: z.enum(['user_agent', 'client_name', 'banner', 'header_order', 'hassh', 'ja3', 'ja4']),
    value: shown,
    text: shown.optional(),
  }),
})
