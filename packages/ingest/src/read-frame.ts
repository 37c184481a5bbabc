// One line of a spool, read: an event, a piece of a capture, a seal, or poison with its reason. Never throws on any bytes.
import {
  base64,
  eventEnvelope,
  eventKindNames,
  eventKinds,
  type Frame,
  frame,
  isEventKind,
  MAX_FRAME_BYTES,
  type SensorEvent,
} from '@decnet/kernel'

/** Why a line cannot be stored. The words are kept in the quarantine and counted by. */
export const poisonReasons = [
  'line too long',
  'line torn',
  'not json',
  'not a frame',
  'unknown kind',
  'facts fail their schema',
  'incomplete event',
  'unknown decky',
  'address unreadable',
  'capture out of sequence',
  'capture too large',
  'capture fails its sum',
  'store refuses it',
] as const
export type PoisonReason = (typeof poisonReasons)[number]

/** What is kept of a line that cannot be stored: why, what exactly is wrong, and its bytes in base64 (cut at a frame's length). */
export interface Poison {
  readonly frame: 'poison'
  readonly reason: PoisonReason
  readonly detail: string
  readonly frame_b64: string
}

/** A line as read. */
export type Reading = { readonly frame: 'event'; readonly event: SensorEvent } | Exclude<Frame, { frame: 'event' }> | Poison

const KEPT_DETAIL = 256

/** Poison, cut to what the quarantine keeps. */
export function poison(reason: PoisonReason, detail: string, bytes: Uint8Array): Poison {
  return { frame: 'poison', reason, detail: detail.slice(0, KEPT_DETAIL), frame_b64: base64(bytes, MAX_FRAME_BYTES) }
}

interface Flaw {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function say(flaws: readonly Flaw[]): string {
  const first = flaws[0]
  return first === undefined ? '' : `/${first.path.map(String).join('/')}: ${first.message}`
}

// Envelope and facts of a kind in one schema: one pass over an event instead of two.
const whole = new Map(eventKindNames.map((kind) => [kind, eventEnvelope.extend({ facts: eventKinds[kind].facts })]))

/** The kind of what says that it is an event; null for anything else. */
function claimedKind(json: unknown): SensorEvent['kind'] | null {
  if (typeof json !== 'object' || json === null || !('frame' in json) || json.frame !== 'event' || !('event' in json)) return null
  const { event } = json
  if (typeof event !== 'object' || event === null || !('kind' in event) || typeof event.kind !== 'string') return null
  return isEventKind(event.kind) ? event.kind : null
}

/** Reads the line in `bytes`, which has no newline. */
export function readFrame(bytes: Buffer): Reading {
  if (bytes.length >= MAX_FRAME_BYTES) return poison('line too long', `${bytes.length} bytes`, bytes)
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    return poison('not json', error instanceof Error ? error.message : '', bytes)
  }
  const kind = claimedKind(json)
  if (kind !== null) return readEvent(kind, (json as { event: unknown }).event, bytes)
  const parsed = frame.safeParse(json)
  if (parsed.success && parsed.data.frame !== 'event') return parsed.data
  const issues = parsed.error?.issues ?? []
  const unknownKind = issues.some((issue) => issue.path.join('.') === 'event.kind')
  return poison(unknownKind ? 'unknown kind' : 'not a frame', say(issues), bytes)
}

function readEvent(kind: SensorEvent['kind'], json: unknown, bytes: Buffer): Reading {
  const parsed = whole.get(kind)?.safeParse(json)
  if (!parsed?.success) {
    const issues = parsed?.error.issues ?? []
    return poison(issues[0]?.path[0] === 'facts' ? 'facts fail their schema' : 'not a frame', say(issues), bytes)
  }
  const event = parsed.data
  if (eventKinds[kind].about === 'session' && (event.session === null || event.peer_ip === null || event.peer_port === null)) {
    return poison('incomplete event', `${kind} without session or peer`, bytes)
  }
  // The catalogue ties a kind to its facts; the type checker cannot follow that through the lookup.
  return { frame: 'event', event: event as SensorEvent }
}
