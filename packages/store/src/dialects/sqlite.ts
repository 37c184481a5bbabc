// SQLite behind Kysely: one writer and two readers, each on its own thread, so that no SQL runs on the caller's.
import { statSync } from 'node:fs'
import { type DatabaseConnection, type Dialect, type Driver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Tables } from '../tables/catalogue.ts'
import type { Bulk, Seam } from './dialect.ts'
import { sqliteSeam } from './sqlite-seam.ts'
import { Pool, SqliteThread } from './sqlite-thread.ts'

const READERS = 2
/** Page caches. The writer's holds the index pages that a busy hour touches at random. */
const WRITER_CACHE_KIB = 64 * 1024
const READER_CACHE_KIB = 8 * 1024

/** An opened database: where to write, where to read. */
export interface Engine {
  readonly writer: Kysely<Tables>
  readonly readers: Kysely<Tables>
  figures(): { database_bytes: number; wal_bytes: number; reads_done: number }
  close(): Promise<void>
}

/** Opens a file, making it if needed. The writer comes first: it makes the file what readers expect. */
export async function openSqlite(options: { url: string; tap?: (bulk: Bulk) => void }): Promise<Engine> {
  const path = sqlitePath(options.url)
  const writers = new Pool([new SqliteThread({ path, readonly: false, cache_kib: WRITER_CACHE_KIB }, options.tap)])
  await Promise.all(writers.threads.map((thread) => thread.ask({ kind: 'one', sql: 'select 1', values: [] })))
  const readers = new Pool(Array.from({ length: READERS }, () => new SqliteThread({ path, readonly: true, cache_kib: READER_CACHE_KIB })))
  return {
    writer: new Kysely<Tables>({ dialect: dialectOver(writers) }),
    readers: new Kysely<Tables>({ dialect: dialectOver(readers) }),
    figures: () => ({
      database_bytes: sizeOf(path),
      wal_bytes: sizeOf(`${path}-wal`),
      reads_done: readers.threads.reduce((sum, thread) => sum + thread.asked, 0),
    }),
    async close() {
      // Readers first: the last connection to close folds the log into the file, and only a writer can.
      await readers.close()
      await writers.close()
    },
  }
}

/** The path in `sqlite:PATH`, or the whole of a bare path. */
export function sqlitePath(url: string): string {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : url
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** The pool queues borrowers itself, so Kysely needs no lock of its own around a connection. */
class Adapter extends SqliteAdapter {
  readonly seam: Seam = sqliteSeam
  override get supportsMultipleConnections(): boolean {
    return true
  }
  override get supportsReturning(): boolean {
    return false
  }
}

class PoolDriver implements Driver {
  readonly #pool: Pool
  constructor(pool: Pool) {
    this.#pool = pool
  }
  init(): Promise<void> {
    return Promise.resolve()
  }
  acquireConnection(): Promise<DatabaseConnection> {
    return this.#pool.borrow()
  }
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await thread(connection).ask({ kind: 'begin' })
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await thread(connection).ask({ kind: 'commit' })
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await thread(connection).ask({ kind: 'rollback' })
  }
  releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#pool.giveBack(thread(connection))
    return Promise.resolve()
  }
  /** The engine closes its pools itself, readers before the writer. */
  destroy(): Promise<void> {
    return Promise.resolve()
  }
}

function thread(connection: DatabaseConnection): SqliteThread {
  if (connection instanceof SqliteThread) return connection
  throw new TypeError('Not a connection of this pool')
}

function dialectOver(pool: Pool): Dialect {
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => new PoolDriver(pool),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
