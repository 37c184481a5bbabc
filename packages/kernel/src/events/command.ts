// Commands that a service was given, in its own language.
import { z } from 'zod'
import { bytes64, count, defineKind, shown } from './kind.ts'

export const commandRan = defineKind({
  kind: 'command.ran',
  title: 'A command was run',
  about: 'session',
  facts: z.object({
    language: z.enum(['redis', 'shell']),
    command: shown,
    command_b64: bytes64.optional(),
    argv: z.array(shown).max(64).optional(),
    size: count.optional(),
    outcome: z.enum(['ok', 'error']),
    error: shown.optional(),
  }),
})
