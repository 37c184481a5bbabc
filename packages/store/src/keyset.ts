// The condition that continues a keyset page after its cursor.
import { type RawBuilder, sql } from 'kysely'
import type { SqlBool } from 'kysely'
import type { Key } from './page.ts'

/**
 * Rows that come after `key` in the order of `columns`, all in one direction.
 * Written as a row comparison: both SQLite and MySQL walk an index from there.
 */
export function beyond(columns: readonly string[], key: Key, direction: 'asc' | 'desc'): RawBuilder<SqlBool> {
  const left = sql.join(columns.map((column) => sql.ref(column)))
  const right = sql.join(key.map((part) => sql.val(part)))
  return direction === 'desc' ? sql<SqlBool>`(${left}) < (${right})` : sql<SqlBool>`(${left}) > (${right})`
}
