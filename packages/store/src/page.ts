// Keyset pages: a cursor is the sort key of the last row that was handed out, opaque to whoever holds it.
import { Problem } from '@decnet/kernel'

/** What a list is asked for. */
export interface PageRequest {
  /** Rows wanted, 1 to 1,000. */
  readonly limit: number
  /** The `next` of the page before, or nothing for the first page. */
  readonly cursor?: string | null | undefined
}

/** A page, and the cursor of the one after it; null at the end. */
export interface Page<Item> {
  readonly items: Item[]
  readonly next: string | null
}

/** The parts of a sort key, the most significant first. */
export type Key = readonly (string | number)[]

/** A key as an opaque cursor. `list` names the list and its order, so that a cursor of another list is refused. */
export function encodeCursor(list: string, key: Key): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url')
}

/** The key in a cursor, or null without one. `shape` gives the type of each part. Throws Problem `cursor.invalid`. */
export function decodeCursor(list: string, cursor: string | null | undefined, shape: readonly ('string' | 'number')[]): Key | null {
  if (cursor === undefined || cursor === null) return null
  const refuse = (cause?: unknown) => new Problem('cursor.invalid', 'The page cursor is not one of this list', { cause })
  if (!/^[\w-]+$/.test(cursor)) throw refuse()
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (cause) {
    throw refuse(cause)
  }
  if (!Array.isArray(parts) || parts[0] !== list || parts.length !== shape.length + 1) throw refuse()
  const key: unknown[] = parts.slice(1)
  if (!key.every((part, index) => typeof part === shape[index] && (typeof part !== 'number' || Number.isSafeInteger(part)))) throw refuse()
  return key as Key
}

/** Cuts rows, fetched one more than asked, to a page. */
export function makePage<Row, Item>(
  rows: readonly Row[],
  page: PageRequest,
  how: { list: string; key: (row: Row) => Key; item: (row: Row) => Item },
): Page<Item> {
  const kept = rows.slice(0, page.limit)
  const last = kept.at(-1)
  const next = rows.length > page.limit && last !== undefined ? encodeCursor(how.list, how.key(last)) : null
  return { items: kept.map((row) => how.item(row)), next }
}
