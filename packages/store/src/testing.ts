// For tests and measurements of other packages: a store in a temporary file, and the bare loop to compare a store with.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database, { type Statement } from 'better-sqlite3'
import type { Bulk } from './dialects/dialect.ts'
import { applyPragmas } from './dialects/sqlite-pragmas.ts'
import { openStore, type Store, type StoreOptions } from './store.ts'

export type { Bulk } from './dialects/dialect.ts'

/** A store in a directory of its own; `close` also removes the directory. */
export type TestStore = Store & { readonly path: string; readonly url: string }

/** Opens a store in a fresh temporary directory. With `tap`, every bulk statement is shown before it runs. */
export async function openTestStore(options: Pick<StoreOptions, 'tap' | 'now'> = {}): Promise<TestStore> {
  const directory = await mkdtemp(join(tmpdir(), 'decnet-store-'))
  const path = join(directory, 'test.db')
  const url = `sqlite:${path}`
  const store = await openStore({ url, ...options })
  return {
    ...store,
    path,
    url,
    async close() {
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/**
 * The same rows into the same tables and indexes, one prepared statement run per row, on the calling thread:
 * what SQLite itself can do. `path` must hold the tables already (open and close a store there); each batch is the
 * bulk statements that a store's `tap` saw in one transaction. Returns rows written and milliseconds taken.
 */
export function bareInsertLoop(path: string, batches: Iterable<readonly Bulk[]>): { rows: number; ms: number } {
  const db = new Database(path)
  applyPragmas(db, { readonly: false, cache_kib: 64 * 1024 })
  const statements = new Map<string, Statement>()
  let rows = 0
  let ms = 0
  for (const batch of batches) {
    const started = performance.now()
    db.exec('begin immediate')
    for (const { head, row, tail, width, values } of batch) {
      const text = head + row + tail
      const statement = statements.get(text) ?? db.prepare(text)
      statements.set(text, statement)
      for (let start = 0; start < values.length; start += width, rows++) statement.run(...values.slice(start, start + width))
    }
    db.exec('commit')
    ms += performance.now() - started
  }
  db.close()
  return { rows, ms }
}
