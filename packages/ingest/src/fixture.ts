// For tests: a data directory with a store, a decky, and sensors that write spools.
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bus, openBus } from '@decnet/bus'
import { type DesiredDecky, type EventKindName, type FactsOf, type SensorEvent, uuidv7Source } from '@decnet/kernel'
import { deckies, openStore, type Store } from '@decnet/store'
import { Ingest, type IngestOptions } from './ingest.ts'
import { segmentName } from './tail.ts'

export const uuid = uuidv7Source(Date.now)

export interface House {
  readonly data: string
  readonly store: Store
  readonly bus: Bus
  readonly decky: DesiredDecky
  /** An ingest of this house whose sensors live as `alive` says: by default all do. */
  ingest(options?: Partial<IngestOptions>): Ingest
  /** Appends raw bytes to a segment of a spool. */
  write(bytes: string | Buffer, to?: SpoolPlace): Promise<void>
  close(): Promise<void>
}

interface SpoolPlace {
  readonly sensor?: string
  readonly incarnation?: string
  readonly segment?: number
}

function desired(name: string): DesiredDecky {
  const now = Date.now()
  const place = { os: 'debian-12', hostname: name, runtime: 'embedded', address: '127.66.0.1' } as const
  return {
    id: uuid(),
    name,
    topology_id: null,
    archetype: null,
    ...place,
    services: [],
    tarpit: null,
    revision: 1,
    created: now,
    updated: now,
  }
}

export async function openHouse(): Promise<House> {
  const data = await mkdtemp(join(tmpdir(), 'ingest-'))
  const store = await openStore({ url: `sqlite:${join(data, 'decnet.db')}` })
  const bus = await openBus('memory:')
  const decky = desired('web-01')
  await store.write((tx) => deckies.putDesired(tx, decky))
  return {
    data,
    store,
    bus,
    decky,
    ingest: (options = {}) => new Ingest({ store, bus, data, host: 'here', alive: () => true, poll_ms: 5, ...options }),
    async write(bytes, { sensor = '1', incarnation = `${Date.now() - 60_000}-1`, segment = 1 } = {}) {
      const directory = join(data, 'sensors', sensor, 'spool', incarnation)
      await mkdir(directory, { recursive: true })
      await appendFile(join(directory, segmentName(segment)), bytes)
    },
    async close() {
      await bus.close()
      await store.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** An event of a session, as a sensor says it. */
export function said<Kind extends EventKindName>(
  kind: Kind,
  facts: FactsOf<Kind>,
  over: Partial<Omit<SensorEvent, 'kind' | 'facts'>> = {},
): SensorEvent {
  const where = { decky_id: uuid(), decky: 'what the sensor says', topology_id: null, service: 'redis' as string | null }
  const who = { session: uuid(), peer_ip: '127.7.7.7', peer_port: 40_000, local_port: 6379 }
  return { id: uuid(), time: Date.now(), ...where, ...who, ...over, kind, facts } as SensorEvent
}

/** Frames of events, a line each. */
export function lines(...events: readonly SensorEvent[]): string {
  return events.map((event) => `${JSON.stringify({ frame: 'event', event })}\n`).join('')
}

/** Waits until `look` gives something, and fails with what was seen last when ten seconds bring nothing. */
export async function until<Seen>(look: () => Promise<Seen>, good: (seen: Seen) => boolean): Promise<Seen> {
  const deadline = Date.now() + 9_000
  for (;;) {
    const seen = await look()
    if (good(seen)) return seen
    if (Date.now() > deadline) throw new Error(`Waited in vain; seen last: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
