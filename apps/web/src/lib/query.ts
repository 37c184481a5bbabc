// Reading routes: one hook for a single answer, with what makes it fresh again.
import type { CallInput, Route } from '@decnet/contract'
import { keepPreviousData, QueryClient, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { asProblem, client, type ReplyOf } from './api.ts'
import { useNews } from './live.tsx'
import type { StreamFrame } from './stream.ts'

/** The cache of the page. What a role may not read, or what is not there, is not asked for twice. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && asProblem(error).status >= 500,
      },
    },
  })
}

interface CallOptions<R extends Route> {
  readonly route: R
  /** Made anew for each call, so that "the last hour" is the last hour. */
  readonly input?: () => CallInput<R>
  /** What tells one answer from another: everything that `input` depends on. */
  readonly key?: readonly unknown[]
  /** Frames after which the answer is read again. */
  readonly on?: readonly StreamFrame['event'][]
  /** Which of those frames count. */
  readonly match?: (frame: StreamFrame) => boolean
  readonly enabled?: boolean
  readonly everyMs?: number
  /** Keep showing the last answer while another question is asked; false where it would be somebody else's. */
  readonly keep?: boolean
}

const never: readonly StreamFrame['event'][] = []

/** Reads a route. */
export function useCall<R extends Route>(options: CallOptions<R>): UseQueryResult<ReplyOf<R>> {
  const { route, key = [], on = never, enabled = true } = options
  const queries = useQueryClient()
  const queryKey = [route.name, ...key]
  useNews({ names: on, match: options.match, everyMs: options.everyMs ?? 2_000, run: () => void queries.invalidateQueries({ queryKey }) })
  return useQuery<ReplyOf<R>>({
    queryKey,
    enabled,
    ...(options.keep === false ? {} : { placeholderData: keepPreviousData }),
    queryFn: ({ signal }) => client.call(route, { ...options.input?.(), signal } as CallInput<R>) as Promise<ReplyOf<R>>,
  })
}
