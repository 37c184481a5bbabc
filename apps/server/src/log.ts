// Diagnostics: JSON lines on standard error. Events never go here.
import { type Logger, pino } from 'pino'

/** A logger of a role. Secrets that requests carry are blanked, should one ever be logged whole. */
export function makeLog(role: string, level: string): Logger {
  return pino(
    {
      level,
      base: { role, pid: process.pid },
      redact: ['req.headers.authorization', 'req.headers.cookie', 'password', '*.password'],
    },
    pino.destination({ fd: 2, sync: true }),
  )
}
