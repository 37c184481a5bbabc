// Events as they come: the server's one stream, with the filters applied here.
import { type event, openStream, type StreamOptions } from '@decnet/contract'
import type { z } from 'zod'
import type { Target } from './session.ts'

export type Event = z.output<typeof event>

/** Comma-separated lists: any of the plain entries, none of those after a `!`. */
export interface TailFilters {
  /** Names or ids. */
  readonly decky?: string
  readonly service?: string
  readonly kind?: string
  /** Uuids or addresses. */
  readonly attacker?: string
  /** One session's id. */
  readonly session?: string
}

/** What tailing leads to. */
export interface TailEffects {
  event(row: Event): void
  /** Events may be missing before the next one. */
  gap(reason: string): void
}

/**
 * Follows the log from now on in the order in which it is written: each event once, late ones too, also across a lost connection.
 * Ends with the Problem that the server refused with.
 */
export async function tail(target: Target, filters: TailFilters, effects: TailEffects): Promise<void> {
  const wanted = makeFilter(filters)
  let refusal: Error | undefined
  const onFrame: StreamOptions['onFrame'] = (frame) => {
    if (frame.event === 'reset') effects.gap(frame.data.reason)
    if (frame.event === 'event' && wanted(frame.data)) effects.event(frame.data)
  }
  const stream = openStream({
    ...target,
    topics: ['event.>'],
    onFrame,
    onState: ({ state, problem }) => {
      if (state === 'closed') refusal = problem
    },
  })
  await stream.done
  if (refusal) throw refusal
}

/** The filters of the event list, for one event: as the server applies them. */
export function makeFilter(filters: TailFilters): (row: Event) => boolean {
  const decky = choice(filters.decky)
  const service = choice(filters.service)
  const kind = choice(filters.kind)
  const attacker = choice(filters.attacker)
  return (row) =>
    decky(row.decky, row.decky_id) &&
    service(row.service) &&
    kind(row.kind) &&
    attacker(row.attacker_uuid, row.peer_ip) &&
    (filters.session === undefined || row.session === filters.session.toLowerCase())
}

/** A test of the names that one thing goes by. */
function choice(list: string | undefined): (...names: readonly (string | null)[]) => boolean {
  const entries = list === undefined || list === '' ? [] : list.split(',')
  const none = new Set(entries.filter((entry) => entry.startsWith('!')).map((entry) => entry.slice(1)))
  const any = new Set(entries.filter((entry) => !entry.startsWith('!')))
  const among = (set: ReadonlySet<string>, names: readonly (string | null)[]) => names.some((name) => name !== null && set.has(name))
  return (...names) => !among(none, names) && (any.size === 0 || among(any, names))
}
