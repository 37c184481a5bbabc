// Pages of the event list and of a text search.
import type { StoredEvent } from '@decnet/kernel'
import { sql } from 'kysely'
import { type EventFilter, readyFilter } from './event-filter.ts'
import { type KeysAsk, type KeysQuery, planKeys } from './event-plan.ts'
import { fromEventRow, SHOWN_COLUMNS, type ShownRow } from './event-row.ts'
import { decodeCursor, encodeCursor, makePage, type Page, type PageRequest } from './page.ts'
import type { Db } from './tables/catalogue.ts'

/** A page of events; the newest first unless `order` says otherwise. */
export interface EventOrder extends PageRequest {
  readonly order?: 'newest' | 'oldest' | undefined
}

/** A page of a text search, and how many rows it looked at. */
export interface TextPage extends Page<StoredEvent> {
  readonly looked_at: number
}

interface EventKey {
  readonly time: number
  readonly seq: number
}

/** The most rows that a text search looks at for one page, and how many it takes at a time. */
const LOOKED_AT = 100_000
const STRIDE = 10_000

/** Reads a page of the event list. */
export async function readPage(db: Db, filter: EventFilter, page: EventOrder): Promise<Page<StoredEvent>> {
  const { list, start } = begin(page)
  const ready = await readyFilter(db, filter)
  if (ready === null) return { items: [], next: null }
  const ask = { ...start, limit: page.limit + 1 }
  // Where nothing narrows the walk, or a session does, there is one way only and no need of sizes.
  const open = ready.session !== null || (ready.series === null && ready.attackers === null && ready.network === null)
  const keys = planKeys(db, ready, { limit: ask.limit, total: open ? Number.MAX_SAFE_INTEGER : await newest(db) })
  const way = sql.raw(ask.direction)
  const columns = sql.join(SHOWN_COLUMNS.map((column) => sql.ref(`t.${column}`)))
  const { rows } = await sql<ShownRow>`
    select ${columns} from (${keys(ask)}) as k join events as t on t.seq = k.seq order by k.time ${way}, k.seq ${way}`.execute(db)
  return makePage(rows, page, { list, key: ({ time, seq }) => [time, seq], item: fromEventRow })
}

/** A text search: `counts` says whether an event in which the text was found is a hit; all are unless given. */
export type TextFilter = EventFilter & { readonly text: string; readonly counts?: ((event: StoredEvent) => boolean) | undefined }

/** How many events are read at a time to ask `counts`. */
const JUDGED = 500

/** Reads a page of a text search. */
export async function searchPage(db: Db, filter: TextFilter, page: EventOrder): Promise<TextPage> {
  const { list, start } = begin(page)
  const ready = await readyFilter(db, filter)
  if (ready === null) return { items: [], next: null, looked_at: 0 }
  const keys = planKeys(db, ready, { limit: STRIDE, total: await newest(db) })
  const hits: EventKey[] = []
  let looked = 0
  let after = start.after
  while (looked < LOOKED_AT) {
    const ask: KeysAsk = { ...start, after, limit: STRIDE }
    const found = await searchStride(db, { keys, ask, text: filter.text })
    // Before they are counted: what is no hit must show neither in where a page ends nor in how much was looked at.
    const counted = await judged(db, { hits: found.hits, counts: filter.counts, enough: page.limit + 1 - hits.length })
    hits.push(...counted)
    if (hits.length > page.limit) {
      const kept = hits.slice(0, page.limit)
      const last = kept.at(-1)
      const next = last ? encodeCursor(list, [last.time, last.seq]) : null
      const passed = counted.length - (hits.length - page.limit)
      looked += passed > 0 && last ? await countUpTo(db, { keys, ask, last }) : 0
      return { items: await readEvents(db, kept), next, looked_at: looked }
    }
    looked += found.looked
    if (found.end === null) return { items: await readEvents(db, hits), next: null, looked_at: looked }
    after = [found.end.time, found.end.seq]
  }
  return { items: await readEvents(db, hits), next: after ? encodeCursor(list, after) : null, looked_at: looked }
}

function begin(page: EventOrder): { list: string; start: Omit<KeysAsk, 'limit'> } {
  const order = page.order ?? 'newest'
  const list = `events.${order}`
  const key = decodeCursor(list, page.cursor, ['number', 'number'])
  const after = key ? ([Number(key[0]), Number(key[1])] as const) : null
  return { list, start: { after, direction: order === 'newest' ? 'desc' : 'asc' } }
}

async function newest(db: Db): Promise<number> {
  return (await db.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0
}

/** The events of keys, in the order of the keys. */
async function readEvents(db: Db, keys: readonly EventKey[]): Promise<StoredEvent[]> {
  if (keys.length === 0) return []
  const wanted = keys.map((key) => key.seq)
  const rows = await db.selectFrom('events').select(SHOWN_COLUMNS).where('seq', 'in', wanted).execute()
  const bySeq = new Map(rows.map((row) => [row.seq, row]))
  return wanted.flatMap((seq) => {
    const row = bySeq.get(seq)
    return row ? [fromEventRow(row)] : []
  })
}

/** The hits that count, in their order; may stop when it has `enough`. */
async function judged(
  db: Db,
  what: { hits: readonly EventKey[]; counts: TextFilter['counts']; enough: number },
): Promise<readonly EventKey[]> {
  const { hits, counts, enough } = what
  if (!counts) return hits
  const kept: EventKey[] = []
  for (let from = 0; from < hits.length && kept.length < enough; from += JUDGED) {
    const events = await readEvents(db, hits.slice(from, from + JUDGED))
    for (const event of events) if (counts(event)) kept.push({ time: event.time, seq: event.seq })
  }
  return kept
}

/** Looks at one stride of keys: those whose text holds the words, and the last key when the stride was full. */
async function searchStride(
  db: Db,
  what: { keys: KeysQuery; ask: KeysAsk; text: string },
): Promise<{ hits: EventKey[]; end: EventKey | null; looked: number }> {
  const { keys, ask } = what
  const way = sql.raw(ask.direction)
  const needle = what.text.toLowerCase()
  const { rows: hits } = await sql<EventKey>`
    select k.time, k.seq from (${keys(ask)}) as k join events as t on t.seq = k.seq
    where instr(t.text, ${needle}) > 0 order by k.time ${way}, k.seq ${way}`.execute(db)
  const { rows: ends } =
    await sql<EventKey>`select time, seq from (${keys(ask)}) as k order by time ${way}, seq ${way} limit 1 offset ${ask.limit - 1}`.execute(
      db,
    )
  const end = ends[0] ?? null
  if (end) return { hits, end, looked: ask.limit }
  const { rows: counts } = await sql<{ count: number }>`select count(*) as count from (${keys(ask)}) as k`.execute(db)
  return { hits, end, looked: counts[0]?.count ?? 0 }
}

/** How many keys of a stride come up to `last`, itself included. */
async function countUpTo(db: Db, what: { keys: KeysQuery; ask: KeysAsk; last: EventKey }): Promise<number> {
  const { time, seq } = what.last
  const reached =
    what.ask.direction === 'desc'
      ? sql`(time > ${time} or (time = ${time} and seq >= ${seq}))`
      : sql`(time < ${time} or (time = ${time} and seq <= ${seq}))`
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${what.keys(what.ask)}) as k where ${reached}`.execute(db)
  return rows[0]?.count ?? 0
}
