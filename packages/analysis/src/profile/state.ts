// What the profile of one attacker is made of, and how one event changes it. Bounded, whole numbers and text only, kept as JSON.
import { depths, type EventKindName, type StoredEvent } from '@decnet/kernel'
import { ABSENCE_MS, GAPS_KEPT, judge, type Tempo } from './tempo.ts'

/** One session as remembered. Times are milliseconds. */
interface RememberedSession {
  readonly id: string
  open: boolean
  /** When anything last happened in it. */
  seen: number
  /** When the client last acted. */
  acted: number | null
}

/** What is kept beside the profile's own columns, so that the next batch goes on as if there had been none before. */
interface Memory {
  readonly gaps: number[]
  /** When a connection was last opened. */
  opened: number | null
  /** The latest sessions, the oldest first. */
  readonly sessions: RememberedSession[]
}

export interface ProfileState {
  readonly counts: Record<string, number>
  readonly services: Set<string>
  readonly deckies: Set<string>
  depth: number
  tempo: Tempo
  tempo_reason: string
  /** The latest event time seen. */
  updated: number
  readonly memory: Memory
}

const SESSIONS_KEPT = 64
const NAMES_KEPT = 256
/** A session in which nothing happened for so long does not count as going on. */
const STALE_MS = 60_000
const ACTIONS: ReadonlySet<EventKindName> = new Set(['command.ran', 'request.made', 'credential.tried'])

/** The profile of an attacker of whom nothing is known. */
export function emptyState(): ProfileState {
  const { tempo, reason } = judge([], 0)
  const remembered: Memory = { gaps: [], opened: null, sessions: [] }
  return { counts: {}, services: new Set(), deckies: new Set(), depth: 0, tempo, tempo_reason: reason, updated: 0, memory: remembered }
}

/** Takes in one event. True when the tempo became clear or turned around. */
export function fold(state: ProfileState, event: StoredEvent): boolean {
  state.counts[event.kind] = (state.counts[event.kind] ?? 0) + 1
  if (event.service !== null && state.services.size < NAMES_KEPT) state.services.add(event.service)
  if (state.deckies.size < NAMES_KEPT) state.deckies.add(event.decky)
  state.depth = Math.max(state.depth, depths.indexOf(depthOf(event)))
  state.updated = Math.max(state.updated, event.time)
  if (event.session !== null) foldSession(state.memory, event, event.session)
  return rejudge(state, event)
}

/** How far an event alone shows its sender to have come. */
function depthOf(event: StoredEvent): (typeof depths)[number] {
  switch (event.kind) {
    case 'file.captured':
      // A request's body is something said; a file is something left behind.
      return event.facts.how === 'body' ? 'spoke' : 'left_files'
    case 'command.ran':
      return event.facts.outcome === 'ok' ? 'acted' : 'spoke'
    case 'file.requested':
      return 'acted'
    case 'credential.tried':
      return event.facts.outcome === 'accepted' ? 'got_in' : 'tried_credentials'
    case 'request.made':
    case 'client.identified':
      return 'spoke'
    default:
      return 'connected'
  }
}

function foldSession(of: Memory, event: StoredEvent, id: string): void {
  let one = of.sessions.find((known) => known.id === id)
  if (one === undefined) {
    one = { id, open: true, seen: event.time, acted: null }
    of.sessions.push(one)
    if (of.sessions.length > SESSIONS_KEPT) of.sessions.shift()
  }
  one.seen = Math.max(one.seen, event.time)
  if (event.kind === 'connection.closed') one.open = false
  if (event.kind === 'connection.opened') {
    addGap(of, of.opened, event.time)
    of.opened = Math.max(of.opened ?? event.time, event.time)
  } else if (ACTIONS.has(event.kind)) {
    addGap(of, one.acted, event.time)
    one.acted = Math.max(one.acted ?? event.time, event.time)
  }
}

/** A late frame tells no gap: what it followed is not known any more. */
function addGap(of: Memory, before: number | null, time: number): void {
  if (before === null || time < before || time - before > ABSENCE_MS) return
  of.gaps.push(time - before)
  if (of.gaps.length > GAPS_KEPT) of.gaps.shift()
}

/** What was clear once stays until the opposite is: a verdict must not flicker with every pause. */
function rejudge(state: ProfileState, event: StoredEvent): boolean {
  if (event.kind !== 'connection.opened' && !ACTIONS.has(event.kind)) return false
  const parallel = state.memory.sessions.filter((one) => one.open && one.seen >= event.time - STALE_MS).length
  const { tempo, reason } = judge(state.memory.gaps, parallel)
  if (tempo === 'unknown' && state.tempo !== 'unknown') return false
  const turned = tempo !== state.tempo
  state.tempo = tempo
  state.tempo_reason = reason
  return turned
}
