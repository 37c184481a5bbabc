// A Conversation without a socket: bytes are fed by hand, what is said and emitted is kept.
import { createHash } from 'node:crypto'
import { type Clock, type EventKindName, type FactsOf, type ManualClock, eventKinds, manualClock } from '@decnet/kernel'
import type { Conversation, Endpoint, Hold, Sink } from '../service.ts'
import { Inbox } from './inbox.ts'
import { seededRandom } from './random.ts'

/** A fact that a service emitted, already checked against its kind's schema. */
export interface Emitted {
  readonly kind: EventKindName
  readonly facts: Readonly<Record<string, unknown>>
}

/** A file that a service captured. */
export interface TestCapture {
  readonly name: string
  readonly mime: string
  readonly bytes: Buffer
  readonly closed: boolean
}

export interface TestConversationInput {
  readonly clock?: ManualClock
  readonly random?: (count: number) => Buffer
  readonly peer?: Endpoint
  readonly local?: Endpoint
  readonly transport?: Conversation['transport']
  readonly session?: string
  /** State shared with other conversations of the same decky. */
  readonly shared?: SharedStates
  /** Captures are cut at this many bytes; default 16 MiB. */
  readonly captureBytes?: number
  /** What may be held, here and in shared state; without end when absent. */
  readonly budget?: Budget
}

/** Where `shared` keeps what it made: one per decky and service. */
export type SharedStates = { made?: object }

/** Bytes that may be held by all that share it. */
export interface Budget {
  readonly limit: number
  held: number
}

export interface TestConversation {
  readonly talk: Conversation
  readonly inbox: Inbox
  readonly clock: ManualClock
  /** Everything said so far. */
  readonly said: Buffer[]
  readonly emitted: Emitted[]
  readonly captures: TestCapture[]
  readonly state: { end: 'open' | 'end' | 'reset'; sleeping: number; activity: number }
  /** Gives back what it holds, as its end does. */
  release(): void
  /** The peer is gone, or the decky is taken down. */
  abort(): void
}

/** Makes a {@link TestConversation}. Facts that break their kind's schema throw: a service must not emit them. */
export function testConversation(input: TestConversationInput = {}): TestConversation {
  const inbox = new Inbox()
  const clock = input.clock ?? manualClock()
  const control = new AbortController()
  const budget = input.budget ?? { limit: Number.POSITIVE_INFINITY, held: 0 }
  const holding = holdOf(budget)
  const said: Buffer[] = []
  const emitted: Emitted[] = []
  const captures: TestCapture[] = []
  const state: TestConversation['state'] = { end: 'open', sleeping: 0, activity: 0 }
  const close = (end: 'end' | 'reset') => {
    if (state.end === 'open') state.end = end
    state.activity++
  }
  const talk: Conversation = {
    peer: input.peer ?? { ip: '198.51.100.7', port: 40_001 },
    local: input.local ?? { ip: '192.0.2.10', port: 1 },
    transport: input.transport ?? 'tcp',
    session: input.session ?? '01890000-0000-7000-8000-000000000001',
    line: (max) => inbox.line(max),
    bytes: (count) => inbox.bytes(count),
    chunk: (max) => inbox.chunk(max),
    unread: (bytes) => inbox.unread(bytes),
    say: async (data) => {
      state.activity++
      if (state.end === 'open') said.push(typeof data === 'string' ? Buffer.from(data, 'utf8') : Buffer.from(data))
    },
    end: () => close('end'),
    reset: () => {
      close('reset')
      inbox.close()
      control.abort()
    },
    emit: (kind, facts) => {
      state.activity++
      emitted.push({ kind, facts: checked(kind, facts) })
    },
    capture: (name, mime) => sink({ name, mime, captures, limit: input.captureBytes ?? 16 * 1024 * 1024 }),
    shared: sharedBy(input.shared ?? {}, budget),
    hold: holding.hold,
    clock: counting(clock, state),
    random: input.random ?? seededRandom('conversation'),
    peerEnded: inbox.ended,
    signal: control.signal,
  }
  return { talk, inbox, clock, said, emitted, captures, state, release: holding.release, abort: () => control.abort() }
}

function checked<Kind extends EventKindName>(kind: Kind, facts: FactsOf<Kind>): Readonly<Record<string, unknown>> {
  return eventKinds[kind].facts.strict().parse(facts)
}

function holdOf(budget: Budget): { readonly hold: Hold; release(): void } {
  let mine = 0
  const hold: Hold = (bytes) => {
    if (bytes > 0 && budget.held + bytes > budget.limit) return false
    const moved = Math.max(bytes, -mine)
    mine += moved
    budget.held += moved
    return true
  }
  return { hold, release: () => void hold(-mine) }
}

function sharedBy(states: SharedStates, budget: Budget): Conversation['shared'] {
  return <State extends object>(make: (hold: Hold) => State): State => {
    states.made ??= make(holdOf(budget).hold)
    return states.made as State
  }
}

function counting(clock: ManualClock, state: TestConversation['state']): Clock {
  return {
    now: () => clock.now(),
    sleep: async (ms, signal) => {
      state.sleeping++
      await clock.sleep(ms, signal)
      state.sleeping--
      state.activity++
    },
  }
}

function sink({ name, mime, captures, limit }: { name: string; mime: string; captures: TestCapture[]; limit: number }): Sink {
  const parts: Uint8Array[] = []
  let size = 0
  let kept = 0
  return {
    write: async (bytes) => {
      const part = Uint8Array.from(bytes.subarray(0, Math.max(0, limit - kept)))
      size += bytes.length
      kept += part.length
      parts.push(part)
    },
    close: async () => {
      const bytes = Buffer.concat(parts)
      captures.push({ name, mime, bytes, closed: true })
      return { sha256: createHash('sha256').update(bytes).digest('hex'), size: kept, complete: kept === size }
    },
  }
}
