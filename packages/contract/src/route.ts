// A route as data: what it is called, who may call it, what goes in and what comes out.
import type { ErrorCode, Role } from '@decnet/kernel'
import { z } from 'zod'

/** Who may call: anyone, or a role and those above it. `metrics` wants the metrics token. */
export type Access = 'public' | 'metrics' | Role

/** What the reply is: JSON, a server-sent stream, a download, or plain text. */
type ReplyKind = 'json' | 'stream' | 'download' | 'text' | 'empty'

export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  /** `noun.verb`: the handler's key, the client's key, the OpenAPI operationId. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below /api/v1, with `{name}` for parameters. */
  readonly path: string
  readonly access: Access
  readonly summary: string
  readonly params: Params
  readonly query: Query
  /** `z.undefined()` where no body is taken. */
  readonly body: Body
  readonly reply: Reply
  readonly status: number
  readonly kind: ReplyKind
  readonly errors: readonly ErrorCode[]
}

const nothing = z.object({})

type Loose<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType> = Pick<
  Route<P, Q, B, R>,
  'name' | 'method' | 'path' | 'access' | 'summary'
> &
  Partial<Pick<Route<P, Q, B, R>, 'params' | 'query' | 'body' | 'reply' | 'status' | 'kind' | 'errors'>>

/** Declares a route; what is left out takes nothing, answers 200 with JSON, and fails only as every route may. */
export function defineRoute<
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodUndefined,
>(route: Loose<P, Q, B, R>): Route<P, Q, B, R> {
  return {
    params: nothing as unknown as P,
    query: nothing as unknown as Q,
    body: z.undefined() as unknown as B,
    reply: z.undefined() as unknown as R,
    status: 200,
    kind: 'json',
    errors: [],
    ...route,
  }
}
