// Frames that could not be read: kept with the reason, never tried again.
import { insertRows, mergeRows } from '../bulk.ts'
import { seamOf } from '../dialects/dialect.ts'
import { beyond } from '../keyset.ts'
import { decodeCursor, makePage, type Page, type PageRequest } from '../page.ts'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { QuarantineTable } from '../tables/spools.ts'

export type QuarantinedFrame = QuarantineTable

/** The most frames that are kept. A sensor that says nothing but nonsense must not fill the disk with it. */
const KEPT = 10_000
/** The counter of those that were let go. */
const LET_GO = 'quarantine.let-go'

/** Sets frames aside and lets go of the oldest beyond 10,000, which are still counted; one set aside before (same sensor, incarnation, segment and position) is left out. Returns how many are new. */
export async function add(tx: Tx, frames: readonly Omit<QuarantinedFrame, 'seq'>[]): Promise<number> {
  if (frames.length === 0) return 0
  const first = await seamOf(tx).takeNumbers(tx, 'quarantine', frames.length)
  const rows = frames.map((frame, index) => ({ ...frame, seq: first + index }))
  const fresh = await insertRows(tx, 'quarantine', { rows, ignore: ['sensor', 'incarnation', 'segment', 'position'] })
  const last = first + frames.length - 1
  const { numDeletedRows } = await tx
    .deleteFrom('quarantine')
    .where('seq', '<=', last - KEPT)
    .executeTakeFirstOrThrow()
  const gone = { name: LET_GO, value: Number(numDeletedRows) }
  if (gone.value > 0) await mergeRows(tx, 'counters', { rows: [gone], merge: { key: ['name'], add: ['value'] } })
  return fresh
}

/** How many frames were ever set aside, those that were let go included. */
export async function count(db: Db): Promise<number> {
  const { kept } = await db
    .selectFrom('quarantine')
    .select((eb) => eb.fn.countAll<number>().as('kept'))
    .executeTakeFirstOrThrow()
  const gone = await db.selectFrom('counters').select('value').where('name', '=', LET_GO).executeTakeFirst()
  return kept + (gone?.value ?? 0)
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
