// What the attackers' pages ask.
import { resources } from '@decnet/contract'
import { depths } from '@decnet/kernel'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Artifact, type Attacker, type Credential, client, type EventRow, type Page, type Session } from '../../lib/api.ts'
import { type ListState, useList } from '../../lib/list.ts'
import { useNews } from '../../lib/live.tsx'
import { useCall } from '../../lib/query.ts'
import type { StreamFrame } from '../../lib/stream.ts'
import { rangeQuery } from '../../lib/time.ts'

export const sorts = ['last_seen', 'first_seen', 'events', 'depth'] as const
export type Sort = (typeof sorts)[number]
export const tempos = ['unknown', 'human', 'automated'] as const

export interface AttackersQuestion {
  readonly range: string
  readonly sort: Sort
  readonly tempo: string
  readonly service: string
  readonly decky: string
  readonly ip: string
}

/** Only what is asked for goes into the query. */
function given<Value extends Record<string, string>>(values: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<Value>
}

export function useAttackers({ range, sort, tempo, ...rest }: AttackersQuestion): ListState<Attacker> {
  const known = tempos.find((one) => one === tempo)
  return useList<Attacker>({
    key: ['attackers.list', range, sort, tempo, rest],
    rowKey: (attacker) => attacker.uuid,
    stamp: (attacker) => `${attacker.uuid} ${attacker.last_seen} ${attacker.depth ?? depths[0]}`,
    on: ['event', 'finding'],
    fetch: (cursor, signal) =>
      client.call(resources.attackers.list, {
        query: {
          ...rangeQuery(range, Date.now()),
          ...given(rest),
          sort,
          limit: 100,
          ...(known ? { tempo: known } : {}),
          ...(cursor ? { cursor } : {}),
        },
        ...(signal ? { signal } : {}),
      }),
  })
}

/** True for frames that are about this attacker. */
function about(uuid: string): (frame: StreamFrame) => boolean {
  return (frame) =>
    frame.event === 'event' ? frame.data.attacker_uuid === uuid : frame.event === 'finding' && frame.data.payload.attacker_uuid === uuid
}

export function useAttacker(uuid: string) {
  return useCall({
    route: resources.attackers.show,
    key: [uuid],
    input: () => ({ params: { uuid } }),
    on: ['event', 'finding'],
    match: about(uuid),
    keep: false,
  })
}

const STORY_PAGES = 5
const STORY_PAGE = 1_000

export interface StoryEvents {
  readonly events: readonly EventRow[]
  /** There is more than the story holds. */
  readonly cut: boolean
}

async function readStory(uuid: string, signal: AbortSignal): Promise<StoryEvents> {
  const events: EventRow[] = []
  let cursor: string | undefined
  for (let page = 0; page < STORY_PAGES; page++) {
    const reply: Page<EventRow> = await client.call(resources.attackers.events, {
      params: { uuid },
      query: { order: 'newest', limit: STORY_PAGE, ...(cursor ? { cursor } : {}) },
      signal,
    })
    events.push(...reply.items)
    cursor = reply.next ?? undefined
    if (!cursor) return { events: events.reverse(), cut: false }
  }
  return { events: events.reverse(), cut: true }
}

/** An attacker's newest events, oldest first; at most five thousand. */
export function useStory(uuid: string) {
  const queries = useQueryClient()
  const queryKey = ['attackers.events', uuid]
  useNews({ names: ['event'], match: about(uuid), everyMs: 2_000, run: () => void queries.invalidateQueries({ queryKey }) })
  return useQuery({ queryKey, queryFn: ({ signal }) => readStory(uuid, signal) })
}

interface Paged {
  readonly params: { readonly uuid: string }
  readonly query: { readonly limit: number; readonly cursor?: string }
  readonly signal?: AbortSignal
}

function paged(uuid: string, cursor: string | undefined, signal: AbortSignal | undefined): Paged {
  return { params: { uuid }, query: { limit: 100, ...(cursor ? { cursor } : {}) }, ...(signal ? { signal } : {}) }
}

export function useAttackerSessions(uuid: string): ListState<Session> {
  return useList<Session>({
    key: ['attackers.sessions', uuid],
    rowKey: (session) => session.id,
    stamp: (session) => `${session.id} ${session.event_count} ${session.ended}`,
    on: ['event'],
    match: about(uuid),
    fetch: (cursor, signal) => client.call(resources.attackers.sessions, paged(uuid, cursor, signal)),
  })
}

export function useAttackerCredentials(uuid: string): ListState<Credential> {
  return useList<Credential>({
    key: ['attackers.credentials', uuid],
    rowKey: (credential) => credential.uuid,
    stamp: (credential) => `${credential.uuid} ${credential.tries}`,
    on: ['event'],
    match: about(uuid),
    fetch: (cursor, signal) => client.call(resources.attackers.credentials, paged(uuid, cursor, signal)),
  })
}

export function useAttackerFiles(uuid: string): ListState<Artifact> {
  return useList<Artifact>({
    key: ['attackers.artifacts', uuid],
    rowKey: (artifact) => artifact.sha256,
    on: ['event'],
    match: about(uuid),
    fetch: (cursor, signal) => client.call(resources.attackers.artifacts, paged(uuid, cursor, signal)),
  })
}

export function useAttackerEvents(uuid: string): ListState<EventRow> {
  return useList<EventRow>({
    key: ['attackers.raw', uuid],
    rowKey: (event) => event.id,
    on: ['event'],
    match: about(uuid),
    fetch: (cursor, signal) => {
      const input = paged(uuid, cursor, signal)
      return client.call(resources.attackers.events, { ...input, query: { ...input.query, order: 'newest' } })
    },
  })
}
