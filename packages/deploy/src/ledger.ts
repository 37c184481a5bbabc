// The deckies as the store has them, read anew only when something about them has changed.
import type { DesiredDecky, ReportedDecky } from '@decnet/kernel'
import { type Db, deckies, type Store } from '@decnet/store'

/** Desired and reported deckies by id. */
export interface Ledger {
  readonly desired: ReadonlyMap<string, DesiredDecky>
  readonly reported: ReadonlyMap<string, ReportedDecky>
}

/** Keeps the last reading; a look costs two sums until they differ. */
export class LedgerReader {
  readonly #store: Store
  #mark = ''
  #ledger: Ledger = { desired: new Map(), reported: new Map() }

  constructor(store: Store) {
    this.#store = store
  }

  /** The ledger as it is now. */
  async read(): Promise<Ledger> {
    // The mark is taken before the rows: a change between the two is read again at the next look, never missed.
    const mark = await markOf(this.#store.db)
    if (mark === this.#mark) return this.#ledger
    const [desired, reported] = await Promise.all([deckies.listDesired(this.#store.db), deckies.listReported(this.#store.db)])
    this.#ledger = {
      desired: new Map(desired.map((decky) => [decky.id, decky])),
      reported: new Map(reported.map((report) => [report.decky_id, report])),
    }
    this.#mark = mark
    return this.#ledger
  }
}

/** Differs whenever a row was added, changed or removed: revisions and times only rise. */
async function markOf(db: Db): Promise<string> {
  const desired = db
    .selectFrom('desired_deckies')
    .select(({ fn }) => [fn.countAll().as('rows'), fn.sum('revision').as('revisions'), fn.sum('updated').as('times')])
  const reported = db
    .selectFrom('reported_deckies')
    .select(({ fn }) => [fn.countAll().as('rows'), fn.sum('revision').as('revisions'), fn.sum('time').as('times')])
  return JSON.stringify(await Promise.all([desired.executeTakeFirst(), reported.executeTakeFirst()]))
}
