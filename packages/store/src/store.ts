// The store: one writer and two readers, each on its own thread, behind one small object.
import type { Bulk } from './dialects/dialect.ts'
import { openSqlite } from './dialects/sqlite.ts'
import { migrate } from './migrate.ts'
import type { Db, Tx } from './tables/catalogue.ts'

export interface StoreOptions {
  /** `sqlite:PATH`, or a bare path. The directory must exist. */
  readonly url: string
  /** Milliseconds since the epoch; stamps migrations. */
  readonly now?: () => number
  /** Sees every bulk statement before it runs: for measurements. */
  readonly tap?: (bulk: Bulk) => void
}

/** Figures of a store, for Health. */
export interface StoreStats {
  readonly url: string
  readonly database_bytes: number
  readonly wal_bytes: number
  /** Write transactions that wait for their turn. */
  readonly writes_waiting: number
  readonly writes_done: number
  readonly reads_done: number
}

/** An open database. */
export interface Store {
  /** Reads, on the reader threads. */
  readonly db: Db
  /**
   * One write transaction: begins at once with the write lock, commits when `run` resolves, rolls back when it rejects.
   * Writes of one store queue up; calling `write` inside `run` would wait for ever.
   * Throws Problem `store.busy` when another process holds the lock for too long.
   */
  write<Result>(run: (tx: Tx) => Promise<Result>): Promise<Result>
  stats(): StoreStats
  /** Waits for what runs, then closes every connection. */
  close(): Promise<void>
}

/** Opens the database, bringing its tables up to date first. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const engine = await openSqlite({ url: options.url, ...(options.tap ? { tap: options.tap } : {}) })
  const { writer, readers } = engine
  let done = 0
  let waiting = 0
  let closing: Promise<void> | undefined
  const store: Store = {
    db: readers,
    async write(run) {
      waiting++
      try {
        return await writer.transaction().execute(run)
      } finally {
        waiting--
        done++
      }
    },
    stats: () => ({ url: options.url, writes_waiting: waiting, writes_done: done, ...engine.figures() }),
    close() {
      closing ??= engine.close()
      return closing
    },
  }
  try {
    await migrate(writer, options.now ?? Date.now)
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}

/** Runs in `at` if that is a transaction already, else in one of its own. */
export async function inWrite<Result>(at: Store | Tx, run: (tx: Tx) => Promise<Result>): Promise<Result> {
  return 'write' in at ? await at.write(run) : await run(at)
}
