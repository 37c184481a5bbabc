// What the threads that hold SQLite connections are asked, and what they answer.
import type { Bulk, BulkValue } from './dialect.ts'

/** How a thread opens its connection. `cache_kib` is SQLite's page cache. */
export interface SqliteSettings {
  readonly path: string
  readonly readonly: boolean
  readonly cache_kib: number
}

/** One piece of work. */
export type Work =
  | { readonly kind: 'one'; readonly sql: string; readonly values: readonly unknown[] }
  | { readonly kind: 'bulk'; readonly bulk: Bulk }
  | { readonly kind: 'begin' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'rollback' }
  | { readonly kind: 'close' }

/** Work with the number that its answer carries. */
export interface Ask {
  readonly id: number
  readonly work: Work
}

/** What work brought: rows as lists of values, or the number of rows changed. */
export interface Outcome {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly BulkValue[])[]
  readonly changes: number
}

/** The answer to an {@link Ask}. `code` is SQLite's extended result code where the failure is SQLite's. */
export type Answer =
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly id: number; readonly failure: { readonly message: string; readonly code: string | null } }
