// A typed client: give it a route and its input, get its reply or a Problem.
import { type ErrorCode, errorCatalogue, type FieldError, Problem } from '@decnet/kernel'
import type { z } from 'zod'
import type { Route } from './route.ts'

/** What a call takes: only the parts that its route has. */
export interface CallInput<R extends Route> {
  params?: z.input<R['params']>
  query?: z.input<R['query']>
  body?: z.input<R['body']>
  signal?: AbortSignal
}

export interface ClientOptions {
  /** Such as http://127.0.0.1:8080; empty in a browser on the same origin. */
  readonly baseUrl: string
  /** A bearer token; a browser leaves it out and sends its cookie. */
  readonly token?: string
  readonly fetch: typeof globalThis.fetch
}

export interface Client {
  /** Calls a route; resolves with its reply, rejects with a Problem that carries the server's code and fields. */
  call<R extends Route>(route: R, input?: CallInput<R>): Promise<z.output<R['reply']>>
  /** The URL of a route, query and all: for links, downloads and the stream. */
  url<R extends Route>(route: R, input?: CallInput<R>): string
}

/** Makes a client. */
export function makeClient(options: ClientOptions): Client {
  const url = <R extends Route>(route: R, input: CallInput<R> = {}) => options.baseUrl + buildPath(route, input)
  return {
    url,
    async call(route, input = {}) {
      const headers: Record<string, string> = { accept: 'application/json' }
      if (options.token) headers.authorization = `Bearer ${options.token}`
      if (input.body !== undefined) headers['content-type'] = 'application/json'
      const init: RequestInit = { method: route.method, headers, credentials: 'same-origin' }
      if (input.body !== undefined) init.body = JSON.stringify(input.body)
      if (input.signal) init.signal = input.signal
      const response = await options.fetch(url(route, input), init)
      if (!response.ok) throw await readProblem(response)
      if (route.kind === 'empty') return undefined
      return route.kind === 'json' ? await response.json() : await response.text()
    },
  }
}

function buildPath(route: Route, input: { params?: unknown; query?: unknown }): string {
  const params = (input.params ?? {}) as Record<string, string>
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = search.toString()
  return `/api/v1${path}${text ? `?${text}` : ''}`
}

/** The problem that an error reply carries; `internal` when it carries none of ours. */
export async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const problem = (typeof body === 'object' && body !== null ? body : {}) as { code?: string; detail?: string; fields?: FieldError[] }
  const code = problem.code !== undefined && Object.hasOwn(errorCatalogue, problem.code) ? (problem.code as ErrorCode) : 'internal'
  return new Problem(code, problem.detail ?? `The server answered ${response.status}`, { fields: problem.fields ?? [] })
}
