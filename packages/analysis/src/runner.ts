// One analyzer at work: under a lease, batch by batch, each with its rows, findings and cursor in one transaction.
import type { Bus } from '@decnet/bus'
import { type Clock, type Finding, type NewFinding, type Operation, Problem, topics } from '@decnet/kernel'
import { cursors, events, findings, leases, type Store, type Tx } from '@decnet/store'
import type { Analyzer } from './analyzer.ts'
import { type TableDigest, tableDigest } from './digest.ts'
import { beginReplay, endReplay, findReplay, type Mark, noteReplay } from './replay.ts'

export interface RunnerParts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  /** Who this process is; another process has another name. */
  readonly holder: string
  /** Most events of a batch. */
  readonly batch: number
  /** How long the lease is held without being renewed, in milliseconds: so long a dead holder blocks the next. */
  readonly ttl_ms: number
  /** How long to wait when there is nothing to do, in milliseconds, unless woken. */
  readonly poll_ms: number
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** How an analyzer does, for Health. */
export interface AnalyzerStats {
  readonly name: string
  /** False while another process holds the lease. */
  readonly held: boolean
  readonly cursor: number
  /** How many seqs of the log lie after the cursor, as last looked. */
  readonly lag: number
  readonly batches: number
  readonly failures: number
  readonly last_error: string | null
}

interface Lease {
  readonly fence: number
  readonly until: number
}

const FIRST_BACKOFF_MS = 250
const LONGEST_BACKOFF_MS = 30_000

export class Runner {
  readonly #analyzer: Analyzer
  readonly #parts: RunnerParts
  readonly #figures = { cursor: 0, lag: 0, batches: 0, failures: 0 }
  #lease: Lease | null = null
  #error: string | null = null

  constructor(analyzer: Analyzer, parts: RunnerParts) {
    this.#analyzer = analyzer
    this.#parts = parts
  }

  stats(): AnalyzerStats {
    return { name: this.#analyzer.name, held: this.#lease !== null, ...this.#figures, last_error: this.#error }
  }

  /** Works until `signal` aborts. Never rejects: what goes wrong is counted, said, and tried again more slowly. */
  async run(signal: AbortSignal): Promise<void> {
    let backoff = FIRST_BACKOFF_MS
    while (!signal.aborted) {
      try {
        const busy = await this.#turn()
        backoff = FIRST_BACKOFF_MS
        if (!busy) await this.#parts.wait(this.#parts.poll_ms, signal)
      } catch (error) {
        await this.#fail(error)
        await this.#parts.clock.sleep(backoff, signal)
        backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS)
      }
    }
    await this.#release()
  }

  /** One batch, or one step of a replay; false when there was nothing to do. */
  async #turn(): Promise<boolean> {
    const fence = await this.#hold()
    if (fence === null) return false
    const replay = await findReplay(this.#parts.store.db, this.#analyzer.name)
    if (replay?.state === 'queued')
      return await this.#compared((digest, mark, tx) =>
        beginReplay(tx, { analyzer: this.#analyzer, operation: replay, before: digest, ...mark }),
      )
    if (await this.#batch(fence, replay)) return true
    if (replay === null) return false
    return await this.#compared((digest, mark, tx) => endReplay(tx, { operation: replay, after: digest, ...mark }))
  }

  /** Takes the digest of the tables, then writes a step of a replay that tells it; reading a large table may outlast the lease, which is taken again. */
  async #compared(step: (digest: TableDigest, mark: Mark, tx: Tx) => Promise<Operation>): Promise<boolean> {
    const { store, bus } = this.#parts
    const digest = await tableDigest(store.db, this.#analyzer)
    const fence = await this.#hold()
    if (fence === null) return false
    const operation = await store.write((tx) => step(digest, this.#mark(fence), tx))
    bus.publish(topics.operation(operation.id, operation.state), operation)
    return true
  }

  async #batch(fence: number, replay: Operation | null): Promise<boolean> {
    const { store, batch: limit, clock } = this.#parts
    const { name, on } = this.#analyzer
    const cursor = await cursors.read(store.db, name)
    // The head is read first: an event that is stored between the two reads is left for the next batch, not jumped over.
    const head = await events.head(store.db)
    this.#figures.cursor = cursor
    this.#figures.lag = Math.max(0, head - cursor)
    if (head <= cursor) return false
    const batch = await events.after(store.db, cursor, { limit, ...(on === 'every' ? {} : { kinds: on }) })
    const last = batch.at(-1)?.seq ?? head
    const next = batch.length < limit ? Math.max(last, head) : last
    const announced = await store.write(async (tx): Promise<Finding[]> => {
      const mark = this.#mark(fence)
      await cursors.advance(tx, { ...mark, cursor: next })
      const pending: NewFinding[] = []
      if (batch.length > 0) await this.#analyzer.run(batch, { tx, clock, announce: (finding) => pending.push(finding) })
      if (replay !== null) await noteReplay(tx, { operation: replay, detail: `${next} of ${head}`, now: mark.now })
      return await findings.announce(tx, name, pending)
    })
    this.#figures.cursor = next
    this.#figures.lag = Math.max(0, head - next)
    this.#figures.batches++
    this.#error = null
    for (const finding of announced) this.#parts.bus.publish(topics.finding(finding.topic), finding)
    return true
  }

  #mark(fence: number): Mark {
    return { name: this.#analyzer.name, holder: this.#parts.holder, fence, now: this.#parts.clock.now() }
  }

  /** The fence under which to work, or null while another process holds the lease. */
  async #hold(): Promise<number | null> {
    const { store, holder, ttl_ms, clock } = this.#parts
    const now = clock.now()
    const lease = this.#lease
    if (lease !== null && lease.until - now > ttl_ms / 2) return lease.fence
    const held = await leases.acquire(store, { name: this.#analyzer.name, holder, ttl_ms, now })
    this.#lease = held === null ? null : { fence: held.fence, until: now + ttl_ms }
    return held?.fence ?? null
  }

  async #release(): Promise<void> {
    const lease = this.#lease
    this.#lease = null
    if (lease === null) return
    const { store, holder } = this.#parts
    await leases.release(store, { name: this.#analyzer.name, holder, fence: lease.fence }).catch((error: unknown) => this.#note(error))
  }

  async #fail(error: unknown): Promise<void> {
    this.#figures.failures++
    this.#note(error)
    // Without the lease the cursor's row is another's to write.
    if (error instanceof Problem && error.code === 'fence.lost') this.#lease = null
    if (this.#lease === null) return
    const { store, clock } = this.#parts
    const failure = { name: this.#analyzer.name, error: this.#error ?? '', now: clock.now() }
    await store.write((tx) => cursors.fail(tx, failure)).catch((second: unknown) => this.#note(second))
  }

  #note(error: unknown): void {
    this.#error = error instanceof Error ? error.message : String(error)
  }
}
