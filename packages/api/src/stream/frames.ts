// Frames of the stream as text (WHATWG HTML, section 9.2), made once for all clients.
import type { Finding, StoredEvent } from '@decnet/kernel'
import { type ShownOperation, showEvent, showFinding } from '../present.ts'

/** Texts of what was already turned to JSON, so that a hundred clients cost one serialisation. */
const made = new WeakMap<StoredEvent | Finding, string>()

/** The frame of an event, without its id line. */
export function eventFrame(event: StoredEvent): string {
  return once(event, () => `event: event\ndata: ${JSON.stringify(showEvent(event))}\n\n`)
}

/** The frame of a finding, without its id line. */
export function findingFrame(finding: Finding): string {
  return once(finding, () => `event: finding\ndata: ${JSON.stringify(showFinding(finding))}\n\n`)
}

/** The frame of an operation: no id, since it is read again on reconnect. */
export function operationFrame(operation: ShownOperation): string {
  return `event: operation\ndata: ${JSON.stringify(operation)}\n\n`
}

/** Tells the client that it has missed something and must read its lists again. */
export function resetFrame(reason: string): string {
  return `event: reset\ndata: ${JSON.stringify({ reason })}\n\n`
}

function once(source: StoredEvent | Finding, make: () => string): string {
  const known = made.get(source)
  if (known !== undefined) return known
  const text = make()
  made.set(source, text)
  return text
}
