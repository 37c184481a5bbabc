// What a handler is: one async function per route, given parsed input and who asks.
import type { Readable } from 'node:stream'
import type { Route } from '@decnet/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Passwords } from './auth/passwords.ts'
import type { LoginLimits } from './auth/login-limits.ts'
import type { Principal, Tokens } from './auth/tokens.ts'
import type { Metrics } from './metrics.ts'
import type { ApiPorts } from './ports.ts'
import type { Stream } from './stream/stream.ts'

/** What handlers work with, beside their input. */
export interface Services extends ApiPorts {
  readonly tokens: Tokens
  readonly passwords: Passwords
  readonly loginLimits: LoginLimits
  readonly stream: Stream
  readonly metrics: Metrics
  /** True when the browser's side of the connection is encrypted: cookies are then marked Secure. */
  readonly secure: boolean
}

/** One call of a route. */
export interface Call<R extends Route> {
  readonly params: z.output<R['params']>
  readonly query: z.output<R['query']>
  readonly body: z.output<R['body']>
  /** Who asks. On public routes nobody: touching it there is a mistake and throws. */
  readonly principal: Principal
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Bytes to save, never to show. */
export class Download {
  readonly body: Readable
  readonly name: string
  readonly size: number

  constructor(body: Readable, name: string, size: number) {
    this.body = body
    this.name = name
    this.size = size
  }
}

/** Said by a handler that took over the connection itself. */
export const taken = Symbol('the handler answers by itself')

/** Answers one route: its reply, a download, or {@link taken}. */
export type Handler<R extends Route> = (call: Call<R>, services: Services) => Promise<z.output<R['reply']> | Download | typeof taken>

/** The handlers of one noun: one for each of its routes, no more. */
export type Handlers<Resource extends Readonly<Record<string, Route>>> = { readonly [Key in keyof Resource]: Handler<Resource[Key]> }
