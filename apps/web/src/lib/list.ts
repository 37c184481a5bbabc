// Lists: keyset pages that grow at the end, and news that wait at the top while someone reads.
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { asProblem, type Page } from './api.ts'
import { useNews } from './live.tsx'
import type { StreamFrame } from './stream.ts'

export interface ListState<Row> {
  readonly rows: readonly Row[]
  readonly pending: boolean
  /** The rows shown belong to an earlier question. */
  readonly stale: boolean
  readonly problem: ReturnType<typeof asProblem> | null
  readonly hasMore: boolean
  readonly loadingMore: boolean
  more(): void
  retry(): void
  /** New or changed rows that are held back. */
  readonly waiting: number
  showWaiting(): void
  /** The list is being read: hold news back. */
  setBusy(busy: boolean): void
}

interface ListOptions<Row> {
  readonly key: readonly unknown[]
  fetch(cursor: string | undefined, signal: AbortSignal | undefined): Promise<Page<Row>>
  rowKey(row: Row): string
  /** What changes when a row has news; left out, rows never change. */
  stamp?(row: Row): string
  readonly on?: readonly StreamFrame['event'][]
  /** Which of those frames count. */
  match?(frame: StreamFrame): boolean
  readonly enabled?: boolean
}

type Data<Row> = InfiniteData<Page<Row>, string | undefined>

/** The list with a fresh first page in front; rows of older pages that moved up are not shown twice. */
export function mergeHead<Row>(old: readonly Page<Row>[], head: Page<Row>, rowKey: (row: Row) => string): Page<Row>[] {
  const fresh = new Set(head.items.map(rowKey))
  const overlaps = old.some((page) => page.items.some((row) => fresh.has(rowKey(row))))
  // A first page that reaches none of the old rows leaves a gap between them: begin anew.
  if (!overlaps || head.next === null) return [head]
  const rest = old.flatMap((page) => page.items).filter((row) => !fresh.has(rowKey(row)))
  return [{ items: [...head.items, ...rest], next: old.at(-1)?.next ?? null }]
}

/** Rows of the head that are not among the old ones, or changed since. */
export function countNews<Row>(old: readonly Page<Row>[], head: Page<Row>, stamp: (row: Row) => string): number {
  const known = new Set(old.flatMap((page) => page.items.map(stamp)))
  return head.items.filter((row) => !known.has(stamp(row))).length
}

function useHead<Row>(options: ListOptions<Row>, data: Data<Row> | undefined) {
  const queries = useQueryClient()
  const [head, setHead] = useState<Page<Row> | null>(null)
  const busy = useRef(false)
  const asked = useRef('')
  const id = JSON.stringify(options.key)
  useEffect(() => {
    asked.current = id
    setHead(null)
  }, [id])
  const apply = useCallback(
    (page: Page<Row>) => {
      setHead(null)
      queries.setQueryData<Data<Row>>(options.key, (old) =>
        old ? { pages: mergeHead(old.pages, page, options.rowKey), pageParams: [undefined] } : old,
      )
    },
    [queries, options.key, options.rowKey],
  )
  const stamp = options.stamp ?? options.rowKey
  const look = async () => {
    if (!data) return
    // The next frame asks again; a lasting failure shows when the list itself is read.
    const page = await options.fetch(undefined, undefined).catch(() => null)
    if (page === null || asked.current !== id) return
    if (busy.current) setHead(page)
    else apply(page)
  }
  useNews({ names: options.on ?? [], match: options.match, run: () => void look() })
  const waiting = head && data ? countNews(data.pages, head, stamp) : 0
  return {
    waiting,
    showWaiting: () => head && apply(head),
    setBusy: (next: boolean) => {
      busy.current = next
      if (!next && head) apply(head)
    },
  }
}

/** Reads a list page by page and keeps its top fresh. */
export function useList<Row>(options: ListOptions<Row>): ListState<Row> {
  const query = useInfiniteQuery<Page<Row>, Error, Data<Row>, readonly unknown[], string | undefined>({
    queryKey: options.key,
    enabled: options.enabled ?? true,
    queryFn: ({ pageParam, signal }) => options.fetch(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  })
  const head = useHead(options, query.data)
  return {
    rows: query.data?.pages.flatMap((page) => page.items) ?? [],
    pending: query.isPending,
    stale: query.isPlaceholderData,
    problem: query.error ? asProblem(query.error) : null,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
    retry: () => void query.refetch(),
    ...head,
  }
}
