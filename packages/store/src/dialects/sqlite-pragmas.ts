// The settings of every SQLite connection.
import type { Database } from 'better-sqlite3'

/**
 * Pages of log after which a commit copies the log into the database file (4 KiB each, so 32 MiB):
 * a page that many batches touch is then copied once, not once per batch.
 */
const CHECKPOINT_PAGES = 8192

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
