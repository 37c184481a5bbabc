// The settings of every SQLite connection.
import type { Database } from 'better-sqlite3'

/**
 * Pages of log after which a commit copies the log into the database file (4 KiB each, so 128 MiB). An attacker's place in
 * an index is a page of its own, which every batch that he is in writes again: a long log copies such a page once, not
 * once every few batches.
 */
const CHECKPOINT_PAGES = 32_768

/** Makes a fresh connection the way the store wants it. A reader cannot change what the file itself says (WAL). */
export function applyPragmas(db: Database, how: { readonly: boolean; cache_kib: number }): void {
  if (!how.readonly) db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma(`cache_size = -${how.cache_kib}`)
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  db.pragma(`journal_size_limit = ${CHECKPOINT_PAGES * 4096}`)
}
