// The reconciler's lease: one of all servers over one store tells the agent what to do.
import type { Clock } from '@decnet/kernel'
import { leases, type Store } from '@decnet/store'

const NAME = 'reconciler'
/** A killed holder keeps others out for so long at most. Milliseconds. */
const TTL = 4_000

/** A lease that is taken when free and renewed in good time. */
export class Lease {
  readonly #store: Store
  readonly #clock: Clock
  readonly #holder: string
  #fence: number | null = null
  #renewAt = 0

  constructor(store: Store, clock: Clock, holder: string) {
    this.#store = store
    this.#clock = clock
    this.#holder = holder
  }

  /** True while this holder has it. Writes only when it is time to. */
  async hold(): Promise<boolean> {
    const now = this.#clock.now()
    if (this.#fence !== null && now < this.#renewAt) return true
    if (this.#fence === null && (await this.#isTaken(now))) return false
    const held = await leases.acquire(this.#store, { name: NAME, holder: this.#holder, ttl_ms: TTL, now })
    this.#fence = held?.fence ?? null
    this.#renewAt = now + TTL / 4
    return held !== null
  }

  /** Lets the next one have it at once. */
  async release(): Promise<void> {
    if (this.#fence !== null) await leases.release(this.#store, { name: NAME, holder: this.#holder, fence: this.#fence })
    this.#fence = null
  }

  /** Looks before it writes, so that waiting costs no write. */
  async #isTaken(now: number): Promise<boolean> {
    const row = await leases.get(this.#store.db, NAME)
    return row !== null && row.holder !== this.#holder && row.expires_at > now
  }
}
