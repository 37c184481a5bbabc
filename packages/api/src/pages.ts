// Pages of rows as pages of what the contract promises.
import type { Page } from '@decnet/store'

/** Shows each item; the cursor goes through untouched. */
export function showPage<Row, Shown>(page: Page<Row>, show: (row: Row) => Shown): { items: Shown[]; next: string | null } {
  return { items: page.items.map((row) => show(row)), next: page.next }
}
