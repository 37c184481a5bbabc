// What the supervisor makes of what its roles say: the first ready of the server is shown, a fatal before it ends the start.
import pc from 'picocolors'
import { readyLines, readyMessage } from './ready.ts'

/** What hearing something leads to. */
export interface HearingEffects {
  print(text: string): void
  warn(text: string): void
  /** The start failed: starting the role again would not help. */
  fail(code: number): void
}

/**
 * Takes each message with the name of the role that said it. A `fatal` ends everything only until that role, or the whole platform,
 * was ready once: later it is a loss like any other, and one wrong file must not take the sensors down.
 */
export function makeHearing(effects: HearingEffects): (role: string, message: unknown) => void {
  const ready = new Set<string>()
  let shown = false
  return (role, message) => {
    const fatal = fieldOf(message, 'fatal')
    if (fatal !== undefined) {
      effects.warn(`${pc.red('decnet:')} ${shown || ready.has(role) ? `${role}: ` : ''}${String(fatal)}`)
      if (!shown && !ready.has(role)) effects.fail(2)
      return
    }
    if (fieldOf(message, 'ready') !== undefined) ready.add(role)
    const parsed = readyMessage.safeParse(message)
    if (!parsed.success || shown) return
    shown = true
    effects.print(readyLines(parsed.data.ready).join('\n'))
  }
}

function fieldOf(message: unknown, name: string): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, name) : undefined
}
