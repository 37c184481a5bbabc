// One line of a spool, read: an event, a piece of a capture, a seal, or poison with its reason. Never throws on any bytes.
import {
  base64,
  type EventKindName,
  eventEnvelope,
  eventKindNames,
  eventKinds,
  type Frame,
  frame,
  MAX_FRAME_BYTES,
  type SensorEvent,
} from '@decnet/kernel'
import { isEnvelope } from './envelope.ts'

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

type Kind = ReturnType<typeof kindOf>

/** What reading an event of a kind takes; found once for each line, by one look-up. */
function kindOf(name: EventKindName) {
  const { facts, about } = eventKinds[name]
  // The name is the catalogue's own text: one out of a line is compared, and looked up by, letter after letter.
  // `whole` is envelope and facts in one schema, which says what is wrong with an event.
  return { name, facts, ofSession: about === 'session', whole: eventEnvelope.extend({ facts }) }
}

const kinds: ReadonlyMap<string, Kind> = new Map(eventKindNames.map((name) => [name, kindOf(name)]))

/** What says that it is an event, of a kind that there is. */
interface Claim {
  readonly kind: Kind
  readonly event: object
}

function claimOf(json: unknown): Claim | null {
  if (typeof json !== 'object' || json === null || !('frame' in json) || json.frame !== 'event' || !('event' in json)) return null
  const { event } = json
  if (typeof event !== 'object' || event === null || !('kind' in event) || typeof event.kind !== 'string') return null
  const kind = kinds.get(event.kind)
  return kind === undefined ? null : { kind, event }
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
  const claim = claimOf(json)
  if (claim !== null) return readEvent(claim, bytes)
  const parsed = frame.safeParse(json)
  if (parsed.success && parsed.data.frame !== 'event') return parsed.data
  const issues = parsed.error?.issues ?? []
  const unknownKind = issues.some((issue) => issue.path.join('.') === 'event.kind')
  return poison(unknownKind ? 'unknown kind' : 'not a frame', say(issues), bytes)
}

function readEvent({ kind, event }: Claim, bytes: Buffer): Reading {
  if (isEnvelope(event)) {
    const { success, data } = kind.facts.safeParse(event.facts)
    if (success) {
      // What else lies beside these fields is never looked at: stamping copies them one by one.
      event.kind = kind.name
      event.facts = data
      return asEvent(kind, event as SensorEvent, bytes)
    }
  }
  const parsed = kind.whole.safeParse(event)
  if (!parsed.success) {
    const { issues } = parsed.error
    return poison(issues[0]?.path[0] === 'facts' ? 'facts fail their schema' : 'not a frame', say(issues), bytes)
  }
  // The catalogue ties a kind to its facts; the type checker cannot follow that through the lookup.
  return asEvent(kind, parsed.data as unknown as SensorEvent, bytes)
}

function asEvent({ name, ofSession }: Kind, event: SensorEvent, bytes: Buffer): Reading {
  if (ofSession && (event.session === null || event.peer_ip === null || event.peer_port === null)) {
    return poison('incomplete event', `${name} without session or peer`, bytes)
  }
  return { frame: 'event', event }
}
