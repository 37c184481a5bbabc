// What differs between databases, in one place: repositories ask this seam and hold no SQL of one product only.
import type { Expression, Kysely, RawBuilder } from 'kysely'
import type { Tx } from '../tables/catalogue.ts'

/** Column types for migrations. `id` is a 36-character uuid, `word` a short indexable text, `json` JSON kept as text. */
export interface ColumnTypes {
  readonly id: string
  readonly word: string
  readonly text: string
  readonly json: string
  readonly integer: string
  /** The type of a row number that the database hands out. */
  readonly autoKey: string
}

/** How rows meet rows of the same key: what is not named keeps its first value. */
export interface Merge<Column extends string = string> {
  readonly key: readonly Column[]
  /** old + new */
  readonly add?: readonly Column[]
  readonly min?: readonly Column[]
  readonly max?: readonly Column[]
  /** new wins */
  readonly set?: readonly Column[]
  /** new wins unless it is null */
  readonly fill?: readonly Column[]
}

/** A multi-row statement in pieces: `head`, then `row` as often as there are rows, joined by commas, then `tail`. */
export interface BulkStatement {
  readonly head: string
  readonly row: string
  readonly tail: string
  /** Values in one row. */
  readonly width: number
}

/** A value that a column takes. */
export type BulkValue = string | number | null

/** A bulk statement with its values, row after row in one list. */
export interface Bulk extends BulkStatement {
  readonly values: readonly BulkValue[]
}

/** What a dialect must give. */
export interface Seam {
  readonly name: 'sqlite' | 'mysql'
  readonly types: ColumnTypes
  /** CREATE TABLE text; `lines` are columns and constraints. `clustered` keeps rows in key order where that is a choice. */
  createTable(name: string, lines: readonly string[], options?: { clustered?: boolean }): string
  /** CREATE INDEX text. `where` is left out by databases without partial indexes. */
  createIndex(name: string, on: string, where?: string): string
  /** INSERT that leaves out rows whose `key` exists; any other conflict is an error. */
  insertIgnore(table: string, columns: readonly string[], key: readonly string[]): BulkStatement
  /** INSERT that merges into rows whose key exists. */
  upsert(table: string, columns: readonly string[], merge: Merge): BulkStatement
  /** Plain INSERT. */
  insert(table: string, columns: readonly string[]): BulkStatement
  /**
   * Takes `count` numbers from the counter, which stays locked until the transaction ends, and returns the first.
   * Numbers rise in commit order: whoever comes second waits for the first one's commit.
   */
  takeNumbers(tx: Tx, counter: string, count: number): Promise<number>
  /** A number inside a JSON text column; `path` such as `$.count`. */
  jsonNumber(column: Expression<unknown>, path: string): RawBuilder<number | null>
  /** A table reference that names the index to read through. */
  tableVia(table: string, alias: string, index: string): RawBuilder<unknown>
}

/** The seam of whatever database `db` talks to. */
export function seamOf(db: Pick<Kysely<never>, 'getExecutor'>): Seam {
  const adapter: unknown = db.getExecutor().adapter
  if (typeof adapter === 'object' && adapter !== null && 'seam' in adapter) return adapter.seam as Seam
  throw new TypeError('This database was not opened by openStore')
}
