// A digest of an analyzer's tables: equal digests are equal rows.
import { createHash } from 'node:crypto'
import type { Db } from '@decnet/store'
import type { Analyzer } from './analyzer.ts'

const PAGE = 1_000

export interface TableDigest {
  /** Over every row of every table, in key order, as JSON lines with sorted columns. Hex. */
  readonly sha256: string
  readonly rows: number
}

/** The digest of what an analyzer has written. Read it inside one transaction, or with the analyzer stopped. */
export async function tableDigest(db: Db, { tables }: Pick<Analyzer, 'tables'>): Promise<TableDigest> {
  const hash = createHash('sha256')
  let rows = 0
  for (const table of tables) {
    hash.update(`${table.name}\n`)
    let after: string | null = null
    for (;;) {
      const page: Awaited<ReturnType<typeof table.page>> = await table.page(db, after, PAGE)
      for (const { row } of page) {
        const columns = Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1))
        hash.update(`${JSON.stringify(columns)}\n`)
      }
      rows += page.length
      if (page.length < PAGE) break
      after = page.at(-1)?.key ?? null
    }
  }
  return { sha256: hash.digest('hex'), rows }
}
