// Diagnostics of the sensor: short JSON lines for the person who runs it, never mixed with events.
import { writeSync } from 'node:fs'

/** Writes one diagnostic line. `fields` never hold what an attacker sent. */
export type Log = (message: string, fields?: Readonly<Record<string, string | number>>) => void

/** Lines on standard error. A reader that is gone or slow loses lines; it never stops the sensor. */
export const stderrLog: Log = (message, fields = {}) => {
  const line = `${JSON.stringify({ time: Date.now(), role: 'sensor', pid: process.pid, msg: message, ...fields })}\n`
  try {
    writeSync(2, line)
  } catch {
    // EPIPE or EAGAIN: whoever kept the log has gone or is behind, and there is no other place to say so.
  }
}

/** Says nothing. */
export const silentLog: Log = () => undefined

/** An error's text for a log or an event: its message, with its code where it has one. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = errorCode(error)
  return code === undefined || error.message.includes(code) ? error.message : `${code}: ${error.message}`
}

/** The system's code of an error (`EADDRINUSE`), when it has one. */
function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
