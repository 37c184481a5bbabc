// Many rows in one trip to the writer: the hot path of ingest, open to every writer of rows.
import { CompiledQuery, type Insertable } from 'kysely'
import { type Bulk, type BulkStatement, type BulkValue, type Merge, seamOf } from './dialects/dialect.ts'
import type { Tables, Tx } from './tables/catalogue.ts'

/** A compiled query that carries many rows; the dialect's connection takes it apart. */
export interface BulkQuery extends CompiledQuery {
  readonly bulk: Bulk
}

/** True for queries made by {@link insertRows} and {@link mergeRows}. */
export function isBulk(query: CompiledQuery): query is BulkQuery {
  return 'bulk' in query
}

type Column<Table extends keyof Tables> = keyof Tables[Table] & string

/**
 * Inserts rows, all with the same columns. With `ignore`, rows whose key (those columns) exists are left out;
 * without, they are an error. Returns how many rows are new.
 */
export async function insertRows<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  what: { rows: readonly Insertable<Tables[Table]>[]; ignore?: readonly Column<Table>[] },
): Promise<number> {
  const columns = columnsOf(what.rows)
  const seam = seamOf(tx)
  const statement = what.ignore ? seam.insertIgnore(table, columns, what.ignore) : seam.insert(table, columns)
  return await run(tx, statement, { rows: what.rows, columns })
}

/** Inserts rows, or merges them into those of the same key, as `merge` says. A key may occur many times among `rows`. */
export async function mergeRows<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  what: { rows: readonly Insertable<Tables[Table]>[]; merge: Merge<Column<Table>> },
): Promise<void> {
  const columns = columnsOf(what.rows)
  await run(tx, seamOf(tx).upsert(table, columns, what.merge), { rows: what.rows, columns })
}

/** Inserts what {@link insertRows} does, given as one list of values, row after row in the order of `columns`. */
export async function insertValues<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  what: { columns: readonly Column<Table>[]; values: readonly BulkValue[]; ignore: readonly Column<Table>[] },
): Promise<number> {
  return await send(tx, seamOf(tx).insertIgnore(table, what.columns, what.ignore), what.values)
}

function columnsOf(rows: readonly object[]): string[] {
  return Object.keys(rows[0] ?? {})
}

async function run(tx: Tx, statement: BulkStatement, what: { rows: readonly object[]; columns: readonly string[] }): Promise<number> {
  const values: BulkValue[] = []
  for (const row of what.rows as readonly Record<string, BulkValue>[]) {
    for (const column of what.columns) values.push(row[column] ?? null)
  }
  return await send(tx, statement, values)
}

async function send(tx: Tx, statement: BulkStatement, values: readonly BulkValue[]): Promise<number> {
  if (values.length === 0) return 0
  const query: BulkQuery = { ...CompiledQuery.raw(statement.head), bulk: { ...statement, values } }
  const result = await tx.executeQuery(query)
  return Number(result.numAffectedRows ?? 0n)
}
