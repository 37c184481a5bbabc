// The event log: lists, text search, one event, the histogram.
import type { resources } from '@decnet/contract'
import { isEventKind, isoTime, Problem, type StoredEvent } from '@decnet/kernel'
import { events as repo, minutes } from '@decnet/store'
import type { Handlers } from '../handler.ts'
import { bucketsOf, fillSeries } from '../histogram.ts'
import { isFoundInShown } from '../mask.ts'
import { missing } from '../missing.ts'
import { showPage } from '../pages.ts'
import { showEvent } from '../present.ts'

export const events: Handlers<typeof resources.events> = {
  async list({ query: { limit, cursor, order, text, ...filter } }, { store }) {
    checkKinds(filter.kind)
    const page = { limit, cursor, order }
    if (text === undefined) return showPage(await repo.list(store.db, filter, page), showEvent)
    const counts = ({ kind, facts }: StoredEvent) => isFoundInShown(kind, facts, text)
    const found = await repo.search(store.db, { ...filter, text, counts }, page)
    return { ...showPage(found, showEvent), looked_at: found.looked_at }
  },
  show: async ({ params }, { store }) => showEvent((await repo.get(store.db, params.id)) ?? missing('event')),
  async histogram({ query: { from, to, buckets, by, ...filter } }, { store, clock }) {
    checkKinds(filter.kind)
    const span = from === undefined ? await minutes.span(store.db) : null
    const range = { from: from ?? span?.first ?? clock.now() - 3_600_000, to: to ?? clock.now() + 60_000 }
    const frame = bucketsOf({ ...range, buckets })
    const rows = await minutes.histogram(store.db, { ...filter, ...range }, { by, bucket_ms: frame.bucket_ms, origin: frame.from })
    const series = fillSeries(rows, frame.count)
    const total = rows.reduce((sum, row) => sum + row.count, 0)
    return { from: isoTime(frame.from), to: isoTime(frame.to), bucket_ms: frame.bucket_ms, series, total }
  },
}

/** A kind that does not exist would match nothing, silently: it is a slip of the pen. */
function checkKinds(kinds: readonly string[] | undefined): void {
  const wrong = (kinds ?? []).map((kind) => kind.replace(/^!/, '')).filter((kind) => !isEventKind(kind))
  if (wrong.length === 0) return
  const message = `there is no kind ${wrong.join(', ')}`
  throw new Problem('query.invalid', `kind: ${message}`, { fields: [{ path: '/kind', message }] })
}
