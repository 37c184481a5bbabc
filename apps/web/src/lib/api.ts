// The contract's client for this origin, and the names of what it answers.
import { type Client, makeClient, type resources, type Route } from '@decnet/contract'
import { Problem, type Role, roles } from '@decnet/kernel'

export const client: Client = makeClient({ baseUrl: '', fetch: (input, init) => fetch(input, init) })

/** What a route answers. */
export type ReplyOf<R extends Route> = R['reply']['_zod']['output']

type Resources = typeof resources
export type Attacker = ReplyOf<Resources['attackers']['list']>['items'][number]
export type AttackerDetail = ReplyOf<Resources['attackers']['show']>
export type Artifact = ReplyOf<Resources['artifacts']['show']>
export type Credential = ReplyOf<Resources['credentials']['list']>['items'][number]
export type Decky = ReplyOf<Resources['deckies']['show']>
export type EventRow = ReplyOf<Resources['events']['show']>
export type Finding = ReplyOf<Resources['findings']['list']>['items'][number]
export type Health = ReplyOf<Resources['health']['show']>
export type Histogram = ReplyOf<Resources['events']['histogram']>
export type Me = ReplyOf<Resources['auth']['me']>
export type Operation = ReplyOf<Resources['operations']['show']>
export type Overview = ReplyOf<Resources['overview']['show']>
export type Session = ReplyOf<Resources['sessions']['show']>
export type Analyzer = ReplyOf<Resources['analysis']['list']>['items'][number]

/** A page of a list, as every list route answers it. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** True when a role may do what `needed` may. */
export function may(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed)
}

/** Any failure as a Problem: a network that is gone becomes one too. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem('internal', 'The server cannot be reached', { cause: error })
}
