// The analyzer host: runs every analyzer of the catalogue side by side; one that fails holds up none of the others.
import type { Bus, Subscription } from '@decnet/bus'
import { type Clock, patterns, systemClock } from '@decnet/kernel'
import type { Store } from '@decnet/store'
import type { Analyzer } from './analyzer.ts'
import { analyzers as catalogue } from './catalogue.ts'
import { type AnalyzerStats, Runner } from './runner.ts'

export interface AnalysisHostOptions {
  readonly store: Store
  readonly bus: Bus
  /** Who this process is in leases; no other process may have the same. */
  readonly holder: string
  readonly clock?: Clock
  /** Instead of the catalogue's. */
  readonly analyzers?: readonly Analyzer[]
  /** Most events of a batch. Default 1,000. */
  readonly batch?: number
  /** Default 5,000 milliseconds: how long analyzers rest after this process dies without a word. */
  readonly ttl_ms?: number
  /** Default 250 milliseconds: how late news is seen that no bus tells of, because another process wrote it. */
  readonly poll_ms?: number
}

/** Construct, start, stop: once each. */
export class AnalysisHost {
  readonly #options: AnalysisHostOptions
  readonly #stopping = new AbortController()
  readonly #wakes = new Set<() => void>()
  #runners: readonly Runner[] = []
  #running: Promise<unknown> = Promise.resolve()
  #subscription: Subscription | null = null

  constructor(options: AnalysisHostOptions) {
    this.#options = options
  }

  /** Loads the analyzers and sets them to work. */
  async start(): Promise<void> {
    const { store, bus, holder, clock = systemClock, batch = 1_000, ttl_ms = 5_000, poll_ms = 250 } = this.#options
    const analyzers = this.#options.analyzers ?? (await Promise.all(catalogue.map((manifest) => manifest.load())))
    const wait = (ms: number, signal: AbortSignal) => this.#wait(clock, ms, signal)
    this.#runners = analyzers.map((analyzer) => new Runner(analyzer, { store, bus, holder, clock, batch, ttl_ms, poll_ms, wait }))
    this.#subscription = bus.subscribe(patterns.events, { limit: 1 })
    const listening = this.#listen(this.#subscription)
    this.#running = Promise.all([listening, ...this.#runners.map((runner) => runner.run(this.#stopping.signal))])
  }

  /** Ends after the batches that are under way, and gives the leases back. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#subscription?.[Symbol.asyncDispose]()
    await this.#running
  }

  stats(): readonly AnalyzerStats[] {
    return this.#runners.map((runner) => runner.stats())
  }

  async #listen(subscription: Subscription): Promise<void> {
    for await (const _message of subscription) for (const wake of [...this.#wakes]) wake()
  }

  async #wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    const enough = new AbortController()
    const wake = () => enough.abort()
    this.#wakes.add(wake)
    signal.addEventListener('abort', wake, { once: true })
    if (!signal.aborted) await clock.sleep(ms, enough.signal)
    signal.removeEventListener('abort', wake)
    this.#wakes.delete(wake)
  }
}
