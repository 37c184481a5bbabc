// Reads the log's new end once for all stream clients: woken by the bus, and every 250 ms for what another process wrote.
import type { Bus, Subscription } from '@decnet/bus'
import { type Clock, type Finding, type Operation, patterns, type StoredEvent } from '@decnet/kernel'
import { events, findings, operations, type Store } from '@decnet/store'
import type { StreamPosition } from './position.ts'

/** What is new, in order; `to` is where the reader stands after it. */
export interface News {
  readonly events: readonly StoredEvent[]
  readonly findings: readonly Finding[]
  readonly to: StreamPosition
}

export interface TailerPorts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  /** Called in the same turn in which {@link Tailer.position} moves, so that who joins between two calls misses nothing. */
  onNews(news: News): void
  onOperation(operation: Operation): void
  onError(error: unknown): void
}

const POLL_MS = 250
const BATCH = 1000
const OPERATIONS = 200

/** The one reader. It reads nothing before somebody listens. */
export class Tailer {
  readonly #ports: TailerPorts
  readonly #subscriptions: Subscription[] = []
  readonly #running: Promise<void>[] = []
  #position: StreamPosition = { event: 0, finding: 0 }
  /** Operations are followed by the time of their last change; two changes of one millisecond are told apart by what was said. */
  #changed = 0
  #said = new Map<string, { updated: number; text: string }>()
  #started: Promise<void> | null = null
  #woken = false
  #stopped = false
  #sleeper: AbortController | null = null

  constructor(ports: TailerPorts) {
    this.#ports = ports
  }

  get position(): StreamPosition {
    return this.#position
  }

  /** Starts at the present end of the log; calling again waits for the same start. */
  start(): Promise<void> {
    this.#started ??= this.#start()
    return this.#started
  }

  async #start(): Promise<void> {
    const { store, bus, clock } = this.#ports
    for (const pattern of [patterns.events, patterns.operations]) this.#subscriptions.push(bus.subscribe(pattern, { limit: 1 }))
    this.#changed = clock.now()
    this.#position = { event: await events.head(store.db), finding: await findings.head(store.db) }
    this.#running.push(...this.#subscriptions.map((subscription) => this.#listen(subscription)), this.#read())
  }

  async #listen(wakes: Subscription): Promise<void> {
    for await (const _message of wakes) {
      this.#woken = true
      this.#sleeper?.abort()
    }
  }

  async #read(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false
      const more = await this.#readOnce().catch((error: unknown) => {
        this.#ports.onError(error)
        return false
      })
      if (!more) await this.#sleep()
    }
  }

  /** Until something is said on the bus, or the next poll. A wake that came while we read counts too. */
  async #sleep(): Promise<void> {
    if (this.#woken || this.#stopped) return
    this.#sleeper = new AbortController()
    await this.#ports.clock.sleep(POLL_MS, this.#sleeper.signal)
    this.#sleeper = null
  }

  /** One look; true when there is certainly more. */
  async #readOnce(): Promise<boolean> {
    const { db } = this.#ports.store
    const [newEvents, newFindings, changed] = await Promise.all([
      events.after(db, this.#position.event, { limit: BATCH }),
      findings.after(db, this.#position.finding, BATCH),
      operations.changedSince(db, this.#changed - 1, OPERATIONS),
    ])
    if (this.#stopped) return false
    if (newEvents.length > 0 || newFindings.length > 0) {
      this.#position = {
        event: newEvents.at(-1)?.seq ?? this.#position.event,
        finding: newFindings.at(-1)?.seq ?? this.#position.finding,
      }
      this.#ports.onNews({ events: newEvents, findings: newFindings, to: this.#position })
    }
    this.#tellChanged(changed)
    return newEvents.length === BATCH || newFindings.length === BATCH
  }

  #tellChanged(changed: readonly Operation[]): void {
    for (const operation of changed) {
      const text = JSON.stringify(operation)
      if (this.#said.get(operation.id)?.text === text) continue
      this.#said.set(operation.id, { updated: operation.updated, text })
      this.#changed = Math.max(this.#changed, operation.updated)
      this.#ports.onOperation(operation)
    }
    for (const [id, { updated }] of this.#said) if (updated < this.#changed - 1) this.#said.delete(id)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#sleeper?.abort()
    for (const subscription of this.#subscriptions) await subscription[Symbol.asyncDispose]()
    await Promise.all(this.#running)
  }
}
