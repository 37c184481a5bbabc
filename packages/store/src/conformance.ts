// Every dialect that the conformance suite runs over, and the sample rows that it runs with.
import { attackerId, type EventKindName, manualClock, uuidv5, uuidv7Source } from '@decnet/kernel'
import type { NewEvent } from './event-row.ts'
import type { AttackerDelta } from './repos/attackers.ts'
import type { SessionDelta } from './repos/sessions.ts'
import { openTestStore, type TestStore } from './testing.ts'

/** Dialects by name, and how to open a fresh, empty store of each. */
export const dialects: readonly { name: string; open: () => Promise<TestStore> }[] = [{ name: 'sqlite', open: () => openTestStore() }]

const SAMPLES = '7d0d7f0c-94a5-4b53-a0c5-3a4a0e3f9d10'
/** When samples happen, unless they say otherwise. */
export const START = Date.UTC(2026, 0, 2, 3, 4, 5)

/** A uuid that belongs to a label. */
export function sampleId(label: string): string {
  return uuidv5(SAMPLES, label)
}

const nextId = uuidv7Source(manualClock(START).now)

/** What may be said about a sample event. */
export interface Sample {
  readonly id?: string
  readonly time?: number
  readonly kind?: EventKindName
  readonly decky?: string
  readonly service?: string | null
  readonly session?: string | null
  readonly ip?: string
  readonly source?: string
  readonly facts?: Readonly<Record<string, unknown>>
}

/** An event of one command on one decky, but for what is said. */
export function sampleEvent(sample: Sample = {}): NewEvent {
  const { time = START, decky = 'web-1', ip = '198.51.100.7' } = sample
  const event = {
    id: sample.id ?? nextId(),
    time,
    received: time,
    kind: sample.kind ?? 'command.ran',
    decky_id: sampleId(decky),
    decky,
    topology_id: null,
    service: sample.service === undefined ? 'redis' : sample.service,
    session: sample.session === undefined ? sampleId('session') : sample.session,
    attacker_uuid: attackerId(ip),
    peer_ip: ip,
    peer_port: 40_000,
    local_port: 6379,
    origin: 'sensor',
    source: sample.source ?? 'live',
    host: 'host-1',
    clamped: false,
    facts: sample.facts ?? { language: 'redis', command: 'PING', outcome: 'ok' },
  }
  return event as NewEvent
}

/** One event's worth of an attacker. */
export function sampleAttacker(ip: string, delta: Partial<AttackerDelta> = {}): AttackerDelta {
  const touched = [{ decky_id: sampleId('web-1'), decky: 'web-1', service: 'redis' }]
  return { uuid: attackerId(ip), ip, first_seen: START, last_seen: START, event_count: 1, session_count: 1, touched, ...delta }
}

/** A session that has just been opened. */
export function sampleSession(label: string, delta: Partial<SessionDelta> = {}): SessionDelta {
  return {
    id: sampleId(label),
    decky_id: sampleId('web-1'),
    decky: 'web-1',
    service: 'redis',
    attacker_uuid: attackerId('198.51.100.7'),
    peer_ip: '198.51.100.7',
    peer_port: 40_000,
    local_port: 6379,
    transport: 'tcp',
    started: START,
    ended: null,
    close_reason: null,
    bytes_in: 0,
    bytes_out: 0,
    event_count: 1,
    command_count: 0,
    credential_count: 0,
    file_count: 0,
    ...delta,
  }
}

/** Reads a list to its end, page by page; `between` runs after each page. */
export async function readAll<Item>(
  read: (cursor: string | null) => Promise<{ items: Item[]; next: string | null }>,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page = await read(cursor)
    items.push(...page.items)
    cursor = page.next
    await between()
  } while (cursor !== null)
  return items
}
