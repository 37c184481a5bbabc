// SQLite.
import type { Kysely } from 'kysely'
import type { Tables } from '../tables/catalogue.ts'
import type { Bulk } from './dialect.ts'

export interface Engine {
  readonly writer: Kysely<Tables>
  readonly readers: Kysely<Tables>
  figures(): { database_bytes: number; wal_bytes: number; reads_done: number }
}
export async function openSqlite(_options: { url: string; tap?: (bulk: Bulk) => void }): Promise<Engine> {
  throw new Error('not yet')
}
