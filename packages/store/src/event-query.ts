// How the event list is read: which index serves a mix of filters, in which order, and how a page goes on.
import type { StoredEvent } from '@decnet/kernel'
import { Problem } from '@decnet/kernel'
import type { Page, PageRequest } from './page.ts'
import type { SeriesFilter } from './series-filter.ts'
import type { Db } from './tables/catalogue.ts'

/** Filters of the event list, as the API takes them: lists mean any of, `!` excludes. `from` included, `to` not, on the event's time. */
export interface EventFilter extends SeriesFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Uuids or addresses. */
  readonly attacker?: readonly string[] | undefined
  readonly session?: string | undefined
  readonly cidr?: string | undefined
  readonly source?: string | undefined
}

/** A page of events; the newest first unless `order` says otherwise. */
export interface EventOrder extends PageRequest {
  readonly order?: 'newest' | 'oldest' | undefined
}

/** A page of a text search, and how many rows it looked at. */
export interface TextPage extends Page<StoredEvent> {
  readonly looked_at: number
}

/** Reads a page of the event list. */
export async function readPage(_db: Db, _filter: EventFilter, _page: EventOrder): Promise<Page<StoredEvent>> {
  throw new Problem('internal', 'The event list is not readable yet')
}

/** Reads a page of a text search. */
export async function searchPage(_db: Db, _filter: EventFilter & { readonly text: string }, _page: EventOrder): Promise<TextPage> {
  throw new Problem('internal', 'The event list is not readable yet')
}
