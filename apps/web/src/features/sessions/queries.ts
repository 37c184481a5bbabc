// What the sessions' pages ask.
import { resources } from '@decnet/contract'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { client, type EventRow, type Page, type Session } from '../../lib/api.ts'
import { type ListState, useList } from '../../lib/list.ts'
import { useNews } from '../../lib/live.tsx'
import { useCall } from '../../lib/query.ts'
import type { StreamFrame } from '../../lib/stream.ts'
import { rangeQuery } from '../../lib/time.ts'

export interface SessionsQuestion {
  readonly range: string
  readonly decky: string
  readonly service: string
  /** `yes` or `no`; empty for both. */
  readonly open: string
}

export function useSessions({ range, decky, service, open }: SessionsQuestion): ListState<Session> {
  return useList<Session>({
    key: ['sessions.list', range, decky, service, open],
    rowKey: (session) => session.id,
    stamp: (session) => `${session.id} ${session.event_count} ${session.ended}`,
    on: ['event'],
    fetch: (cursor, signal) =>
      client.call(resources.sessions.list, {
        query: {
          ...rangeQuery(range, Date.now()),
          limit: 100,
          ...(decky ? { decky } : {}),
          ...(service ? { service } : {}),
          ...(open ? { open: open === 'yes' ? 'true' : 'false' } : {}),
          ...(cursor ? { cursor } : {}),
        },
        ...(signal ? { signal } : {}),
      }),
  })
}

function within(id: string): (frame: StreamFrame) => boolean {
  return (frame) => frame.event === 'event' && frame.data.session === id
}

export function useSession(id: string) {
  return useCall({
    route: resources.sessions.show,
    key: [id],
    input: () => ({ params: { id } }),
    on: ['event'],
    match: within(id),
    keep: false,
  })
}

/** A session's events in order, page after page; new ones come at the end. */
export function useSessionEvents(id: string) {
  const queries = useQueryClient()
  const queryKey = ['sessions.events', id]
  useNews({ names: ['event'], match: within(id), run: () => void queries.invalidateQueries({ queryKey }) })
  return useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }): Promise<Page<EventRow>> =>
      client.call(resources.sessions.events, {
        params: { id },
        query: { limit: 500, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    getNextPageParam: (last: Page<EventRow>) => last.next ?? undefined,
  })
}
