// One line of a spool, read: an event, a piece of a capture, a seal, or poison with its reason. Never throws on any bytes.
import { base64, eventKinds, type Frame, frame, MAX_FRAME_BYTES, type SensorEvent } from '@decnet/kernel'

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

/** Reads the line in `bytes`, which has no newline. */
export function readFrame(bytes: Buffer): Reading {
  if (bytes.length >= MAX_FRAME_BYTES) return poison('line too long', `${bytes.length} bytes`, bytes)
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    return poison('not json', error instanceof Error ? error.message : '', bytes)
  }
  const parsed = frame.safeParse(json)
  if (!parsed.success) {
    const unknownKind = parsed.error.issues.some((issue) => issue.path.join('.') === 'event.kind')
    return poison(unknownKind ? 'unknown kind' : 'not a frame', say(parsed.error.issues), bytes)
  }
  if (parsed.data.frame !== 'event') return parsed.data
  return readEvent(parsed.data.event, bytes)
}

type Envelope = Extract<Frame, { frame: 'event' }>['event']

function readEvent(event: Envelope, bytes: Buffer): Reading {
  const kind = eventKinds[event.kind]
  const facts = kind.facts.safeParse(event.facts)
  if (!facts.success) return poison('facts fail their schema', say(facts.error.issues), bytes)
  if (kind.about === 'session' && (event.session === null || event.peer_ip === null || event.peer_port === null)) {
    return poison('incomplete event', `${event.kind} without session or peer`, bytes)
  }
  // The catalogue ties a kind to its facts; the type checker cannot follow that through the lookup.
  return { frame: 'event', event: { ...event, facts: facts.data } as SensorEvent }
}
