// How SQLite writes what differs between databases.
import { sql } from 'kysely'
import type { BulkStatement, Merge, Seam } from './dialect.ts'

const quote = (name: string) => `"${name}"`
const list = (names: readonly string[]) => names.map(quote).join(', ')

function insert(table: string, columns: readonly string[], tail: string): BulkStatement {
  const row = `(${columns.map(() => '?').join(',')})`
  return { head: `insert into ${quote(table)} (${list(columns)}) values `, row, tail, width: columns.length }
}

function assignments(table: string, merge: Merge): string[] {
  const old = (column: string) => `${quote(table)}.${quote(column)}`
  const fresh = (column: string) => `excluded.${quote(column)}`
  const each = (columns: readonly string[] | undefined, value: (column: string) => string) =>
    (columns ?? []).map((column) => `${quote(column)} = ${value(column)}`)
  return [
    ...each(merge.add, (column) => `${old(column)} + ${fresh(column)}`),
    ...each(merge.min, (column) => `min(${old(column)}, ${fresh(column)})`),
    ...each(merge.max, (column) => `max(${old(column)}, ${fresh(column)})`),
    ...each(merge.set, fresh),
    ...each(merge.fill, (column) => `coalesce(${fresh(column)}, ${old(column)})`),
  ]
}

/** SQLite's seam. One writer at a time holds the write lock from its BEGIN IMMEDIATE on, which locks every counter too. */
export const sqliteSeam: Seam = {
  name: 'sqlite',
  types: { id: 'text', word: 'text', text: 'text', json: 'text', integer: 'integer', autoKey: 'integer primary key' },
  createTable: (name, lines, options = {}) =>
    `create table ${quote(name)} (\n  ${lines.join(',\n  ')}\n) strict${options.clustered ? ', without rowid' : ''}`,
  createIndex: (name, on, where) => `create index ${quote(name)} on ${on}${where === undefined ? '' : ` where ${where}`}`,
  insert: (table, columns) => insert(table, columns, ''),
  insertIgnore: (table, columns, key) => insert(table, columns, ` on conflict (${list(key)}) do nothing`),
  upsert(table, columns, merge) {
    const changes = assignments(table, merge)
    const what = changes.length === 0 ? 'do nothing' : `do update set ${changes.join(', ')}`
    return insert(table, columns, ` on conflict (${list(merge.key)}) ${what}`)
  },
  async takeNumbers(tx, counter, count) {
    await tx
      .updateTable('counters')
      .set((eb) => ({ value: eb('value', '+', count) }))
      .where('name', '=', counter)
      .execute()
    const row = await tx.selectFrom('counters').select('value').where('name', '=', counter).executeTakeFirstOrThrow()
    return row.value - count + 1
  },
  jsonNumber: (column, path) => sql`json_extract(${column}, ${path})`,
  tableVia: (table, alias, index) => sql`${sql.table(table)} as ${sql.ref(alias)} indexed by ${sql.ref(index)}`,
}
