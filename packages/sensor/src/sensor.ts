// The sensor: constructed without effect, started, told what to be by orders, stopped with every session closed.
import { type Clock, type DeckySpec, type SensorOrder, uuidv7Source } from '@decnet/kernel'
import type { LoadedService } from './binding.ts'
import type { Counters, SensorContext, TlsMaterial } from './context.ts'
import { Decky } from './decky.ts'
import { Holdings } from './holdings.ts'
import { createGate, type Limits } from './limits.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import type { ControlAnswer } from './orders.ts'
import { createRefusals } from './refusals.ts'
import { openSegments, SEGMENT_BYTES, type SpoolDisk } from './segments.ts'
import { createReport, type DeckyMark, deckyScope, stamp } from './session.ts'
import { Spool, type SpoolStats } from './spool.ts'

export interface SensorParts {
  /** The spool's root directory; it is made when it is not there. */
  readonly spoolRoot: string
  /** `<start ms>-<pid>`: names this run of the process in the spool. */
  readonly incarnation: string
  readonly services: ReadonlyMap<string, LoadedService>
  readonly clock: Clock
  readonly random: (count: number) => Buffer
  readonly limits: Limits
  readonly log: Log
  readonly tls?: (mark: DeckyMark, service: string) => TlsMaterial | undefined
  /** Replaces the segment files. */
  readonly disk?: SpoolDisk
}

export interface SensorStats extends Counters {
  readonly deckies: number
  readonly live: number
  /** Bytes held in memory for peers: read ahead, and what services hold. */
  readonly held: number
  readonly spool: SpoolStats
}

/** How often bounds of time are looked at, losses told, and refused connections summed up. */
const WATCH_MS = 1_000
const REFUSAL_WINDOW_MS = 10_000
/** How long sessions have to end by themselves when the sensor stops. */
const STOP_MS = 2_000

/** A sensor in this process. */
export class Sensor {
  readonly #parts: SensorParts
  readonly #context: SensorContext
  readonly #deckies = new Map<string, Decky>()
  readonly #stopped = new AbortController()
  #stopping: Promise<void> | undefined

  constructor(parts: SensorParts) {
    this.#parts = parts
    this.#context = contextOf(parts)
  }

  /** Starts the watch. Nothing listens before the first spec. */
  start(): void {
    void this.#watch()
  }

  /** Carries out one order; to be called one at a time. Resolves when what it caused is in the spool. */
  async obey(order: SensorOrder): Promise<ControlAnswer> {
    if (this.#stopping) return { refused: 'the sensor is stopping' }
    switch (order.order) {
      case 'spec':
        return this.#configure(order.decky)
      case 'remove':
        return this.#remove(order.decky_id, order.revision)
      case 'stop':
        // Not awaited: the answer goes out before the control socket closes.
        void this.stop()
        return { stopping: true }
    }
  }

  /** Ends every session with `shutdown`, writes what is left, and resolves. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  /** Resolves once {@link stop}, from wherever it was called, is done. */
  async ended(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#stopped.signal.aborted) resolve()
      else this.#stopped.signal.addEventListener('abort', () => resolve())
    })
    await this.#stopping
  }

  /** Resolves when everything emitted so far is in the spool. */
  async flushed(): Promise<void> {
    await this.#context.spool.flushed()
  }

  stats(): SensorStats {
    const { counters, live, held, spool } = this.#context
    return { ...counters, deckies: this.#deckies.size, live: live.size, held: held.bytes, spool: spool.stats() }
  }

  async #configure(spec: DeckySpec): Promise<ControlAnswer> {
    const known = this.#deckies.get(spec.decky_id)
    const decky = known ?? new Decky(this.#context, this.#parts.services, spec)
    this.#deckies.set(spec.decky_id, decky)
    if (known?.revision === spec.revision) decky.tell()
    else await decky.configure(spec)
    await this.#context.spool.flushed()
    return { configured: spec.revision, decky_id: spec.decky_id }
  }

  async #remove(deckyId: string, revision: number): Promise<ControlAnswer> {
    const decky = this.#deckies.get(deckyId)
    if (decky) {
      this.#deckies.delete(deckyId)
      const open = this.#lives(deckyId)
      decky.remove('removed')
      await this.#allOver(open, 'removed')
      decky.tellRemoved(revision)
      await this.#context.spool.flushed()
    }
    return { removed: revision, decky_id: deckyId }
  }

  async #stop(): Promise<void> {
    const open = [...this.#context.live]
    for (const decky of this.#deckies.values()) decky.remove('shutdown')
    await this.#allOver(open, 'shutdown')
    this.#context.refusals.tell()
    await this.#context.spool.close()
    this.#stopped.abort()
  }

  #lives(deckyId: string): Live[] {
    return [...this.#context.live].filter((live) => live.deckyId === deckyId)
  }

  /** Waits for sessions that were stopped; those whose service does not let go are closed over its head. */
  async #allOver(lives: readonly Live[], reason: 'shutdown' | 'removed'): Promise<void> {
    const done = new AbortController()
    const all = Promise.all(lives.map((live) => live.over)).then(() => done.abort())
    await Promise.race([all, this.#context.clock.sleep(STOP_MS, done.signal)])
    for (const live of lives) live.abandon(reason)
  }

  async #watch(): Promise<void> {
    const { clock, live, spool, refusals } = this.#context
    let told = clock.now()
    while (!this.#stopped.signal.aborted) {
      await clock.sleep(WATCH_MS, this.#stopped.signal)
      const now = clock.now()
      for (const one of live) one.check(now)
      if (now - told >= REFUSAL_WINDOW_MS) {
        refusals.tell()
        told = now
      }
      spool.tick()
    }
  }
}

function contextOf(parts: SensorParts): SensorContext {
  const { clock, random, limits, log } = parts
  const uuid = uuidv7Source(() => clock.now(), random)
  // Segments of an eighth at most: a full spool must hold segments that can be consumed and deleted.
  const segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(limits.spoolBytes / 8))
  const disk = parts.disk ?? openSegments({ root: parts.spoolRoot, incarnation: parts.incarnation, segmentBytes })
  const spool = new Spool<DeckyMark>({
    disk,
    clock,
    log,
    bound: limits.spoolBytes,
    lossFrame: ({ owner, what, count }) => stamp({ clock, uuid }, deckyScope(owner), { kind: 'events.lost', facts: { count, what } }),
  })
  const held = { bytes: 0, limit: limits.heldTotalBytes }
  const pool = () => new Holdings({ limit: Math.floor(limits.heldServiceBytes / 2), floor: limits.heldFloorBytes, total: held })
  const report = createReport({ clock, uuid, spool })
  return {
    clock,
    random,
    uuid,
    spool,
    report,
    limits,
    held,
    holdings: { shared: pool(), peers: pool() },
    gate: createGate({ perSource: limits.connectionsPerSourceTotal, total: limits.connectionsTotal }),
    refusals: createRefusals(report),
    live: new Set(),
    counters: { crashed: 0, undeclared: 0, late: 0, refused: 0, sessions: 0 },
    log,
    tls: parts.tls ?? (() => undefined),
  }
}
