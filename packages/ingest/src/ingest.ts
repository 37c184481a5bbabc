// Ingest: from the spools on disk to committed rows, and a wake-up on the bus for whoever reads on.
import { join } from 'node:path'
import type { Bus } from '@decnet/bus'
import { type Clock, type StoredEvent, systemClock } from '@decnet/kernel'
import { type SpoolPosition, type Store, spools } from '@decnet/store'
import { announce } from './announce.ts'
import { persist } from './backoff.ts'
import { BATCH_FRAMES, type Batch, GATHER_MS } from './batch.ts'
import { type BurialParts, bury, forgetGone } from './bury.ts'
import { type CaptureLimits, Captures } from './captures.ts'
import { Collector } from './collect.ts'
import { type CommitParts, type Committed, commitApart, isRefusal, planCommit } from './commit.ts'
import { clearBehind, lagOf } from './disk.ts'
import { KnownDeckies } from './known-deckies.ts'
import { OpenSessions, type SessionMark } from './open-sessions.ts'
import { processAlive, type Spool } from './spools.ts'

export interface IngestOptions {
  readonly store: Store
  readonly bus: Bus
  /** The data directory; spools are read from `sensors/<n>/spool/`, captures go to `artifacts/`. */
  readonly data: string
  /** This host's name, stamped on every event. */
  readonly host: string
  readonly clock?: Clock
  /** Is a sensor's process still there? Asked of the system unless given. */
  readonly alive?: (pid: number) => boolean
  readonly captures?: CaptureLimits
  /** Longest wait for news that no watch told of, in milliseconds. Default 100. */
  readonly poll_ms?: number
  /** How long {@link Ingest.stop} keeps trying when the store does not take what is left, in milliseconds. Default 10,000. */
  readonly stop_ms?: number
}

/** Figures since the start, for Health. */
export interface IngestStats {
  readonly running: boolean
  /** Events that were new. */
  readonly events: number
  /** Frames set aside. */
  readonly quarantined: number
  /** What sensors said they lost: events, captures, transcripts. */
  readonly lost: number
  readonly batches: number
  /** Bytes that lie in the spools and are not committed, as last measured. */
  readonly lag_bytes: number
  readonly last_error: string | null
  readonly last_error_at: number | null
}

const LAG_EVERY_MS = 1_000

/** Construct, start, stop: once each. */
export class Ingest {
  readonly #options: IngestOptions
  readonly #clock: Clock
  readonly #captures: Captures
  readonly #open: OpenSessions
  readonly #stopping = new AbortController()
  readonly #givingUp = new AbortController()
  readonly #counts = { events: 0, quarantined: 0, lost: 0, batches: 0, lag_bytes: 0 }
  readonly #segments = new Map<string, number>()
  #lastError: { text: string; at: number } | null = null
  #collector: Collector | null = null
  #running: Promise<void> | null = null
  #measured = 0

  constructor(options: IngestOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#captures = new Captures(join(options.data, 'artifacts'), options.captures)
    this.#open = new OpenSessions(join(options.data, 'ingest'))
  }

  /** Begins to read. Resolves once it is known where earlier runs have come to. */
  async start(): Promise<void> {
    const { store, data, host, alive = processAlive } = this.#options
    const positions = await spools.list(store.db)
    const shared = { clock: this.#clock, captures: this.#captures, deckies: new KnownDeckies(store.db) }
    this.#collector = new Collector({ data, host, alive, positions, ...shared })
    this.#running = this.#run(this.#collector, positions)
  }

  /** Reads and commits what lies on disk, then ends. Rejects when the store did not take it in time: it is read again next time. */
  async stop(): Promise<void> {
    if (this.#running === null) return
    this.#stopping.abort()
    const enough = new AbortController()
    void this.#clock.sleep(this.#options.stop_ms ?? 10_000, enough.signal).then(() => this.#givingUp.abort())
    try {
      await this.#running
    } finally {
      enough.abort()
      this.#running = null
    }
  }

  stats(): IngestStats {
    return {
      running: this.#running !== null && !this.#stopping.signal.aborted,
      ...this.#counts,
      last_error: this.#lastError?.text ?? null,
      last_error_at: this.#lastError?.at ?? null,
    }
  }

  async #run(collector: Collector, positions: readonly SpoolPosition[]): Promise<void> {
    await this.#persist(() => forgetGone(this.#burial(), this.#options.data, positions))
    // One batch is read and prepared while the one before is written; never more, so that memory is bounded.
    let writing: Promise<boolean> = Promise.resolve(true)
    let full = false
    try {
      for (;;) {
        if (!full && !(await writing)) break
        const stopping = this.#stopping.signal.aborted
        const haul = await collector.read(BATCH_FRAMES, stopping)
        if (haul === null) {
          full = false
          if (!(await writing)) break
          for (const spool of collector.finished()) await this.#bury(collector, spool)
          if (stopping) break
          await this.#rest(collector)
          continue
        }
        const batch = await this.#persist(() => collector.prepare(haul))
        if (batch === null) break
        const commit = this.#plan(batch)
        if (!(await writing)) break
        full = batch.full
        writing = this.#write(collector, batch, commit)
      }
    } finally {
      await writing
      await collector.close()
    }
    if (this.#givingUp.signal.aborted) throw new Error(`Ingest stopped with frames unread: ${this.#lastError?.text ?? 'no time left'}`)
  }

  async #rest(collector: Collector): Promise<void> {
    await this.#measure(collector)
    await collector.wait(this.#options.poll_ms ?? 100, this.#stopping.signal)
    // What comes in one burst becomes one transaction.
    if (!this.#stopping.signal.aborted) await this.#clock.sleep(GATHER_MS, this.#stopping.signal)
  }

  /** Works out what a batch writes: done while the batch before it is being written. */
  #plan(batch: Batch): () => Promise<Committed> {
    const { store, host } = this.#options
    const parts: CommitParts = { store, host, now: () => this.#clock.now(), openOf: (spool) => this.#open.openOf(spool) }
    const commit = planCommit(parts, batch)
    return async () => {
      await this.#noteOpen(batch)
      try {
        return await commit()
      } catch (error) {
        if (!isRefusal(error)) throw error
        this.#failed(error)
        return await commitApart(parts, batch)
      }
    }
  }

  /** Commits a batch and does what follows from it. False when there was no time left to. Never rejects. */
  async #write(collector: Collector, batch: Batch, commit: () => Promise<Committed>): Promise<boolean> {
    const committed = await this.#persist(commit)
    if (committed === null) return false
    this.#count(committed)
    announce(this.#options.bus, committed.fresh)
    const tidied = await this.#persist(() => this.#tidy(collector, batch))
    return tidied !== null
  }

  async #noteOpen(batch: Batch): Promise<void> {
    const bySpool = new Map<string, SessionMark[]>()
    for (const { spool, event } of batch.events) {
      const events = bySpool.get(spool.key)
      if (events === undefined) bySpool.set(spool.key, [event])
      else events.push(event)
    }
    for (const [spool, events] of bySpool) await this.#open.note(spool, events)
  }

  /** After a commit: files that are no longer needed go. */
  async #tidy(collector: Collector, batch: Batch): Promise<boolean> {
    await this.#captures.committed()
    for (const { spool, position, over } of batch.progress) {
      if (over) await this.#bury(collector, spool)
      else if (this.#segments.get(spool.key) !== position.segment) {
        await clearBehind(spool.directory, position.segment)
        this.#segments.set(spool.key, position.segment)
      }
    }
    if (batch.full) await this.#measure(collector)
    return true
  }

  #burial(): BurialParts {
    const { alive = processAlive, store } = this.#options
    return { store, alive, captures: this.#captures, open: this.#open }
  }

  /** Tries once: what cannot be buried now is followed on, and tried again whenever there is nothing to read. */
  async #bury(collector: Collector, spool: Spool): Promise<void> {
    try {
      if (await bury(this.#burial(), collector, spool)) this.#segments.delete(spool.key)
    } catch (error) {
      this.#failed(error)
    }
  }

  async #measure(collector: Collector): Promise<void> {
    const now = this.#clock.now()
    if (now - this.#measured < LAG_EVERY_MS && now >= this.#measured) return
    this.#measured = now
    this.#counts.lag_bytes = await lagOf(collector.following())
    if (collector.lastError !== null) this.#failed(collector.lastError)
    collector.lastError = null
  }

  #count({ fresh, quarantined }: { fresh: readonly StoredEvent[]; quarantined: number }): void {
    this.#counts.events += fresh.length
    this.#counts.quarantined += quarantined
    this.#counts.batches++
    for (const event of fresh) if (event.kind === 'events.lost') this.#counts.lost += event.facts.count
  }

  #failed(error: unknown): void {
    this.#lastError = { text: error instanceof Error ? error.message : String(error), at: this.#clock.now() }
  }

  /** Tries until it succeeds; null when ingest gave up before it did. */
  async #persist<Result>(attempt: () => Promise<Result>): Promise<Result | null> {
    const how = { clock: this.#clock, signal: this.#givingUp.signal, failed: (error: unknown) => this.#failed(error) }
    return await persist(how, attempt).catch(() => null)
  }
}
