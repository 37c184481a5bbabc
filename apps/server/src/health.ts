// What the server reports of its parts for the Health page: each source answers by itself and never throws.
import { statfs } from 'node:fs/promises'
import type { ComponentHealth, HealthSource } from '@decnet/api'
import type { Bus } from '@decnet/bus'
import type { AgentSocket, DatedStatus } from '@decnet/deploy'
import type { Ingest } from '@decnet/ingest'
import type { Clock } from '@decnet/kernel'
import { cursors, events, leases, quarantine, type Store } from '@decnet/store'

export interface HealthParts {
  readonly store: Store
  readonly bus: Bus
  readonly ingest: Ingest
  readonly agents: AgentSocket
  readonly clock: Clock
  /** The data directory. */
  readonly data: string
  /** Names of the analyzers that should run. */
  readonly analyzers: readonly string[]
  statuses(): ReadonlyMap<string, DatedStatus>
}

const DAY_MS = 86_400_000
const LAG_EVENTS = 50_000
const LAG_BYTES = 64 * 1024 * 1024
const WAL_BYTES = 512 * 1024 * 1024
const RECENT_MS = 300_000

type Reading = Omit<ComponentHealth, 'name'>

/** All sources. */
export function healthSources(parts: HealthParts): HealthSource[] {
  return [
    source('store', () => storeHealth(parts)),
    source('ingest', () => ingestHealth(parts)),
    source('events', () => eventsHealth(parts)),
    source('bus', () => busHealth(parts)),
    source('agent', () => agentHealth(parts)),
    source('fleet', () => fleetHealth(parts)),
    source('analysis', () => analysisHealth(parts)),
    source('disk', () => diskHealth(parts)),
  ]
}

/** What a part cannot say is a failure of that part, not of the page. */
function source(name: string, read: () => Reading | Promise<Reading>): HealthSource {
  return async () => {
    try {
      return [{ name, ...(await read()) }]
    } catch (error) {
      return [{ name, state: 'failed', detail: error instanceof Error ? error.message : String(error), figures: {} }]
    }
  }
}

async function storeHealth({ store }: HealthParts): Promise<Reading> {
  await events.head(store.db)
  const { database_bytes, wal_bytes, writes_waiting, writes_done, reads_done } = store.stats()
  const heavy = wal_bytes > WAL_BYTES
  return {
    state: heavy ? 'warning' : 'ok',
    detail: heavy ? 'The write-ahead log is large: a reader keeps it from shrinking' : 'Reads and writes are answered',
    figures: { database_bytes, wal_bytes, writes_waiting, writes_done, reads_done },
  }
}

function ingestHealth({ ingest, clock }: HealthParts): Reading {
  const { running, last_error, last_error_at, ...counts } = ingest.stats()
  const figures = {
    events_ingested: counts.events,
    batches: counts.batches,
    lag_bytes: counts.lag_bytes,
    frames_quarantined: counts.quarantined,
  }
  if (!running) return { state: 'failed', detail: 'Ingest does not run', figures }
  if (last_error !== null && clock.now() - (last_error_at ?? 0) < RECENT_MS) return { state: 'failed', detail: last_error, figures }
  if (counts.lag_bytes > LAG_BYTES) return { state: 'warning', detail: 'Sensors say more than is taken in', figures }
  return { state: 'ok', detail: 'Takes in what sensors say', figures }
}

/** What the log has lost. Only the last day counts against it: one line torn by a power cut is no fault for ever. */
export async function eventsHealth({ store, clock }: Pick<HealthParts, 'store' | 'clock'>): Promise<Reading> {
  const since = clock.now() - DAY_MS
  const lost = await events.lostSince(store.db, since)
  const set_aside = await setAsideSince(store, since)
  const figures = {
    events_lost_last_day: lost,
    frames_set_aside_last_day: set_aside,
    frames_set_aside: await quarantine.count(store.db),
    events_head: await events.head(store.db),
  }
  if (lost > 0) return { state: 'failed', detail: `Sensors lost ${lost} events in the last 24 hours`, figures }
  if (set_aside > 0)
    return { state: 'warning', detail: `${set_aside} frames of the last 24 hours could not be read and are set aside`, figures }
  return { state: 'ok', detail: 'Nothing was lost in the last 24 hours', figures }
}

/** Frames set aside since then; at most as many as are kept. */
async function setAsideSince(store: Store, since: number): Promise<number> {
  const query = store.db.selectFrom('quarantine').select((eb) => eb.fn.countAll<number>().as('count'))
  return (await query.where('time', '>=', since).executeTakeFirstOrThrow()).count
}

function busHealth({ bus }: HealthParts): Reading {
  const { published, delivered, dropped, subscriptions } = bus.stats()
  // Wakers keep one message on purpose: what they drop says nothing. Others that drop are slow.
  const slow = subscriptions.filter((one) => one.queued > 1 && one.dropped > 0)
  return {
    state: slow.length > 0 ? 'warning' : 'ok',
    detail: slow.length > 0 ? `Slow: ${slow.map(({ pattern }) => pattern).join(', ')}` : 'Every subscriber keeps up',
    figures: { published, delivered, dropped, subscriptions: subscriptions.length },
  }
}

function agentHealth({ agents }: HealthParts): Reading {
  return agents.connected
    ? { state: 'ok', detail: 'Connected', figures: { connected: 1 } }
    : { state: 'failed', detail: 'No agent is connected; deckies that run go on by themselves', figures: { connected: 0 } }
}

function fleetHealth({ statuses }: HealthParts): Reading {
  const counts: Record<string, number> = { running: 0, pending: 0, degraded: 0, failed: 0, unreachable: 0 }
  for (const { state } of statuses().values()) counts[state] = (counts[state] ?? 0) + 1
  const figures = Object.fromEntries(Object.entries(counts).map(([state, count]) => [`deckies_${state}`, count]))
  const bad = (counts.failed ?? 0) + (counts.degraded ?? 0)
  if (bad > 0) return { state: 'warning', detail: `${bad} deckies are not as they should be`, figures }
  return { state: 'ok', detail: `${counts.running ?? 0} deckies run`, figures }
}

async function analysisHealth({ store, clock, analyzers }: HealthParts): Promise<Reading> {
  const [head, positions, held] = await Promise.all([events.head(store.db), cursors.list(store.db), leases.list(store.db)])
  const figures: Record<string, number> = {}
  const wrong: string[] = []
  for (const name of analyzers) {
    const position = positions.find((one) => one.name === name)
    const lag = Math.max(0, head - (position?.cursor ?? 0))
    figures[`${name}_lag_events`] = lag
    const lease = held.find((one) => one.name === name && one.expires_at > clock.now() && one.holder !== '')
    if (!lease) wrong.push(`${name} does not run`)
    else if (position?.last_error) wrong.push(`${name}: ${position.last_error}`)
    else if (lag > LAG_EVENTS) wrong.push(`${name} is ${lag} events behind`)
  }
  if (wrong.length > 0) return { state: 'warning', detail: wrong.join('; '), figures }
  return { state: 'ok', detail: 'Every analyzer keeps up', figures }
}

async function diskHealth({ data }: HealthParts): Promise<Reading> {
  const { bavail, blocks, bsize } = await statfs(data)
  const disk_free_bytes = bavail * bsize
  const share = blocks === 0 ? 1 : bavail / blocks
  const figures = { disk_free_bytes, disk_size_bytes: blocks * bsize }
  const free = `${Math.round(share * 100)} % of the disk is free`
  if (share < 0.02) return { state: 'failed', detail: free, figures }
  return { state: share < 0.1 ? 'warning' : 'ok', detail: free, figures }
}
