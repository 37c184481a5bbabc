// The agent's diagnostics: JSON lines on standard error, which the supervisor keeps.
import { pino } from 'pino'

export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** Written at once: what is said last before a crash is what matters. */
export function openLog(): Log {
  return pino({ base: { role: 'agent', pid: process.pid } }, pino.destination({ fd: 2, sync: true }))
}
