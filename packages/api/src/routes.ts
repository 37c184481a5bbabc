// Puts every route of the contract on the server: gate, input, handler, audit, reply. Refuses to start when the two lists differ.
import { isDeepStrictEqual } from 'node:util'
import { type Route, resources } from '@decnet/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { note } from './audit.ts'
import { pass } from './auth/gate.ts'
import type { Principal } from './auth/tokens.ts'
import { type Call, Download, type Handler, type Services, taken } from './handler.ts'
import { inputParser } from './input.ts'
import { jsonBytes } from './json-bytes.ts'
import { handlers } from './resources/catalogue.ts'

/** Asks that are not changes, though they are not GET; a login writes its own entries, failures too. */
const unaudited: ReadonlySet<string> = new Set(['auth.login', 'fleet.plan'])

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Every route with its handler. A route without a handler or a handler without a route throws: the server must not start. */
export function pairs(routeTable: Table = resources, handlerTable: Table = handlers): { route: Route; handler: Handler<Route> }[] {
  const wanted = new Set(namesOf(routeTable))
  const present = new Set(namesOf(handlerTable))
  const missing = [...wanted].filter((name) => !present.has(name))
  const homeless = [...present].filter((name) => !wanted.has(name))
  if (missing.length > 0 || homeless.length > 0) {
    throw new Error(`routes without a handler: ${missing.join(', ') || 'none'}; handlers without a route: ${homeless.join(', ') || 'none'}`)
  }
  return [...wanted].map((name) => {
    const [noun = '', key = ''] = name.split('/')
    return { route: routeTable[noun]?.[key] as Route, handler: handlerTable[noun]?.[key] as Handler<Route> }
  })
}

function namesOf(table: Table): string[] {
  return Object.entries(table).flatMap(([noun, routes]) => Object.keys(routes).map((key) => `${noun}/${key}`))
}

/** Registers all of them. */
export function addRoutes(app: FastifyInstance, services: Services): void {
  for (const { route, handler } of pairs()) {
    const parse = inputParser(route)
    app.route({
      method: route.method,
      url: `/api/v1${route.path.replace(/\{(\w+)\}/g, ':$1')}`,
      config: { routeName: route.name },
      handler: async (request, reply) => {
        const principal = await pass(route, request, services)
        const input = parse({ params: request.params, query: request.query, body: request.body })
        const result = await handler(makeCall(input, { principal, request, reply }), services)
        if (result === taken) return reply
        if (isAudited(route)) await writeAudit(route, { principal, request }, services)
        return send(route, reply, { result, check: services.checkReplies === true })
      },
    })
  }
}

function makeCall(
  input: { params: unknown; query: unknown; body: unknown },
  rest: { principal: Principal | null; request: FastifyRequest; reply: FastifyReply },
): Call<Route> {
  const { principal, request, reply } = rest
  return {
    params: input.params as Call<Route>['params'],
    query: input.query as Call<Route>['query'],
    body: input.body,
    get principal(): Principal {
      if (principal === null) throw new Error('a public route has no principal')
      return principal
    },
    request,
    reply,
  }
}

function isAudited(route: Route): boolean {
  return (route.method !== 'GET' || route.kind === 'download') && !unaudited.has(route.name)
}

/** What it was done to: the parameters of the path, or the name in the body. Bodies themselves may hold secrets and stay out. */
async function writeAudit(route: Route, who: { principal: Principal | null; request: FastifyRequest }, services: Services): Promise<void> {
  const { principal, request } = who
  const params = Object.values(request.params as Record<string, string>)
  const body = request.body as { name?: unknown } | null | undefined
  const subject = params.join('/') || (typeof body?.name === 'string' ? body.name : '')
  await note(services, { user: principal?.name ?? '', action: route.name, subject, address: request.ip })
}

function send(route: Route, reply: FastifyReply, what: { result: unknown; check: boolean }): FastifyReply {
  const { result, check } = what
  reply.code(route.status)
  if (result instanceof Download) {
    // Bytes of an attacker: never a type that a browser would show, never a name that it would trust.
    return reply
      .type('application/octet-stream')
      .header('content-disposition', `attachment; filename="${result.name.replace(/[^\w.-]/g, '_')}"`)
      .header('content-length', result.size)
      .header('cache-control', 'no-store')
      .send(result.body)
  }
  if (route.kind === 'empty') return reply.send()
  if (route.kind === 'text') return reply.type('text/plain; version=0.0.4; charset=utf-8').send(String(result))
  if (check) checkReply(route, result)
  return reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(jsonBytes(result))
}

/** Throws when a reply is not exactly what the contract says, unknown members included. */
function checkReply(route: Route, result: unknown): void {
  const parsed = route.reply.safeParse(result)
  if (!parsed.success) throw new Error(`${route.name} answers what its contract does not: ${parsed.error.message}`)
  const said: unknown = JSON.parse(JSON.stringify(result))
  if (!isDeepStrictEqual(said, JSON.parse(JSON.stringify(parsed.data)))) {
    throw new Error(`${route.name} answers members that its contract does not know: ${JSON.stringify(said).slice(0, 500)}`)
  }
}
