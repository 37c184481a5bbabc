// The reconciler: looks at what is wanted and what is, tells the agent the difference, and moves operations on. One of the five places that catch.
import type { Bus } from '@decnet/bus'
import { type Clock, type Operation, topics } from '@decnet/kernel'
import { deckies, operations, type Store } from '@decnet/store'
import { AgentView } from './agent-view.ts'
import type { Agents } from './agents.ts'
import type { Installation } from './installation.ts'
import { Lease } from './lease.ts'
import { type Ledger, LedgerReader } from './ledger.ts'
import { advance, deployKinds, targetsOf } from './progress.ts'
import { moveRefusedPorts } from './refused-ports.ts'
import { type DatedStatus, Statuses } from './statuses.ts'

/** Where the reconciler says what went wrong; a pino logger fits. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface ReconcilerParts {
  readonly store: Store
  readonly bus: Bus
  readonly agents: Agents
  readonly installation: Installation
  readonly clock: Clock
  /** This process, unlike every other: `server-<pid>-<start>`. */
  readonly holder: string
  readonly log: Log
}

/** How often it looks when nothing wakes it, and how long it rests between two looks. Milliseconds. */
const POLL = 250
const REST = 20
const AFTER_FAILURE = 1_000

/** The running reconciler. */
export class Reconciler {
  readonly #parts: ReconcilerParts
  readonly #view = new AgentView()
  readonly #statuses = new Statuses()
  readonly #reader: LedgerReader
  readonly #lease: Lease
  #sleep = new AbortController()
  #lookingSince = 0

  constructor(parts: ReconcilerParts) {
    this.#parts = parts
    this.#reader = new LedgerReader(parts.store)
    this.#lease = new Lease(parts.store, parts.clock, parts.holder)
  }

  /** The state of every wanted decky, by id, as of the last look. */
  get statuses(): ReadonlyMap<string, DatedStatus> {
    return this.#statuses.all
  }

  /** Looks now rather than at the next poll. */
  wake(): void {
    this.#sleep.abort()
  }

  /** Works until `signal` aborts. Never rejects: what fails is logged and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { bus, clock, log } = this.#parts
    this.#lookingSince = clock.now()
    const configured = bus.subscribe('event.*.decky.configured', { limit: 16 })
    const stop = () => this.wake()
    signal.addEventListener('abort', stop)
    // The agents' messages end when their port is closed, which is for whoever opened it.
    void Promise.all([this.#wakeOn(configured), this.#hear(signal)]).catch((error: unknown) =>
      log.warn({ err: error }, 'the reconciler no longer hears'),
    )
    while (!signal.aborted) {
      this.#sleep = new AbortController()
      let pause = POLL
      try {
        await this.look()
      } catch (error) {
        log.warn({ err: error }, 'the reconciler failed; it tries again')
        pause = AFTER_FAILURE
      }
      await clock.sleep(REST, signal)
      if (!signal.aborted) await clock.sleep(pause, this.#sleep.signal)
    }
    signal.removeEventListener('abort', stop)
    await configured[Symbol.asyncDispose]()
    await this.#lease.release().catch((error: unknown) => log.warn({ err: error }, 'the lease could not be given back'))
  }

  /** One look: reads, computes the states, and, if the lease is ours, says and writes what follows. */
  async look(): Promise<void> {
    // Operations before deckies: what an operation asks for is in every ledger read after it.
    const open = await this.#unfinished()
    let ledger = await this.#reader.read()
    this.#updateStatuses(ledger)
    if (!(await this.#lease.hold())) return
    if (await this.#moveRefusedPorts(ledger)) {
      ledger = await this.#reader.read()
      this.#updateStatuses(ledger)
    }
    this.#order(ledger, open)
    for (const operation of open) await this.#advance(operation, ledger)
  }

  async #wakeOn(messages: AsyncIterable<unknown>): Promise<void> {
    for await (const _ of messages) this.wake()
  }

  async #hear(signal: AbortSignal): Promise<void> {
    for await (const message of this.#parts.agents.messages) {
      this.#view.hear(message)
      this.wake()
      if (signal.aborted) return
    }
  }

  get #connected(): boolean {
    return this.#parts.agents.connected && this.#view.greeted
  }

  #updateStatuses(ledger: Ledger): void {
    const changed = this.#statuses.update(ledger, { view: this.#view, connected: this.#connected }, this.#parts.clock.now())
    for (const id of changed) {
      const decky = ledger.desired.get(id)
      const status = this.#statuses.all.get(id)
      if (!decky || !status) continue
      const { state, detail } = status
      this.#parts.bus.publish(topics.deckyState(decky.name), {
        decky_id: id,
        decky: decky.name,
        topology_id: decky.topology_id,
        state,
        detail,
      })
    }
  }

  async #moveRefusedPorts(ledger: Ledger): Promise<boolean> {
    const now = this.#parts.clock.now()
    const moved = [...ledger.desired.values()].flatMap((decky) => moveRefusedPorts(decky, ledger.reported.get(decky.id) ?? null, now) ?? [])
    if (moved.length === 0) return false
    await this.#parts.store.write(async (tx) => {
      for (const decky of moved) {
        const before = await deckies.getDesired(tx, decky.name, decky.topology_id)
        if (before?.id === decky.id && before.revision === decky.revision - 1) await deckies.putDesired(tx, decky)
      }
    })
    const names = moved.map(({ name }) => name)
    this.#parts.log.info({ deckies: names }, 'low ports were refused to the sensor; they are bound 20000 higher')
    return true
  }

  async #unfinished(): Promise<Operation[]> {
    const open = await operations.unfinished(this.#parts.store.db)
    return open.filter(({ kind }) => (deployKinds as readonly string[]).includes(kind))
  }

  #order(ledger: Ledger, open: readonly Operation[]): void {
    if (!this.#connected) return
    const { agents, installation, clock } = this.#parts
    const removals = open.flatMap((operation) => targetsOf(operation).filter(({ action }) => action === 'remove'))
    const leaving = new Set(removals.map(({ id }) => id))
    const orders = this.#view.orders({ ...ledger, leaving }, (id) => installation.seedOf(id), clock.now())
    for (const order of orders) agents.send(order)
  }

  async #advance(operation: Operation, ledger: Ledger): Promise<void> {
    const { store, bus, clock } = this.#parts
    const now = clock.now()
    const patch = advance(operation, {
      desired: ledger.desired,
      status: (id) => this.#statuses.all.get(id) ?? null,
      isGone: (id) => this.#view.runtime(id)?.state === 'gone',
      connected: this.#connected,
      now,
      lookingSince: this.#lookingSince,
    })
    if (!patch) return
    const updated = await store.write((tx) => operations.update(tx, operation.id, { ...patch, updated: now }))
    bus.publish(topics.operation(updated.id, updated.state), updated)
  }
}
