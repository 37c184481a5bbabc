// Which deckies there are, by id: what an event is re-stamped with. Remembered, and asked again for ids that are new.
import { type Db, deckies } from '@decnet/store'
import type { KnownDecky } from './stamp.ts'

/** A decky that was taken down still has its last events in a spool: what was known once stays known. */
export class KnownDeckies {
  readonly #db: Db
  readonly #known = new Map<string, KnownDecky>()

  constructor(db: Db) {
    this.#db = db
  }

  get(id: string): KnownDecky | undefined {
    return this.#known.get(id)
  }

  /** Looks up those of `ids` that are not known yet; what is still unknown afterwards is nobody's decky. */
  async learn(ids: Iterable<string>): Promise<void> {
    const missing = new Set([...ids].filter((id) => !this.#known.has(id)))
    if (missing.size === 0) return
    for (const { id, name, topology_id } of await deckies.listDesired(this.#db)) {
      this.#known.set(id, { id, name, topology_id })
      missing.delete(id)
    }
    if (missing.size > 0) await this.#recall([...missing].slice(0, 500))
  }

  /** Deckies that are no longer desired but are in the log, by their name there. */
  async #recall(ids: readonly string[]): Promise<void> {
    const rows = await this.#db.selectFrom('series').select(['id', 'decky_id', 'decky']).where('decky_id', 'in', ids).execute()
    for (const row of rows) {
      if (this.#known.has(row.decky_id) || row.decky === '') continue
      const last = await this.#db
        .selectFrom('events')
        .select('topology_id')
        .where('series', '=', row.id)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      this.#known.set(row.decky_id, { id: row.decky_id, name: row.decky, topology_id: last?.topology_id ?? null })
    }
  }
}
