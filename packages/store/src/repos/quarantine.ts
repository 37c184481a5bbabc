// Frames that could not be read: kept with the reason, never tried again.
import { insertRows } from '../bulk.ts'
import { seamOf } from '../dialects/dialect.ts'
import { beyond } from '../keyset.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { QuarantineTable } from '../tables/spools.ts'

export type QuarantinedFrame = QuarantineTable

/** Sets frames aside; one set aside before (same sensor, incarnation, segment and position) is left out. Returns how many are new. */
export async function add(tx: Tx, frames: readonly Omit<QuarantinedFrame, 'seq'>[]): Promise<number> {
  if (frames.length === 0) return 0
  const first = await seamOf(tx).takeNumbers(tx, 'quarantine', frames.length)
  const rows = frames.map((frame, index) => ({ ...frame, seq: first + index }))
  return await insertRows(tx, 'quarantine', { rows, ignore: ['sensor', 'incarnation', 'segment', 'position'] })
}

/** How many frames are set aside. */
export async function count(db: Db): Promise<number> {
  return (
    await db
      .selectFrom('quarantine')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count
}

/** Frames set aside, the latest first. */
export async function list(db: Db, page: PageRequest): Promise<Page<QuarantinedFrame>> {
  const key = decodeCursor('quarantine', page.cursor, ['number'])
  let query = db.selectFrom('quarantine').selectAll()
  if (key) query = query.where(beyond(['seq'], key, 'desc'))
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute()
  return makePage(rows, page, { list: 'quarantine', key: (row) => [row.seq], item: (row) => row })
}
