// The API: Fastify behind the contract. Built from ports, started by listening, stopped by closing.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import { Problem } from '@decnet/kernel'
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify'
import { makeLoginLimits } from './auth/login-limits.ts'
import { makePasswords } from './auth/passwords.ts'
import { makeTokens } from './auth/tokens.ts'
import type { Services } from './handler.ts'
import { addSecurityHeaders } from './headers.ts'
import { makeMetrics } from './metrics.ts'
import { type ApiPorts, defaultLimits } from './ports.ts'
import { problemBody, problemType, toProblem } from './problem.ts'
import { addRoutes } from './routes.ts'
import { addDashboard, addDocs } from './static.ts'
import { Stream, type StreamStats } from './stream/stream.ts'

/** A built API. */
export interface Api {
  readonly app: FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger>
  /** Opens the port and gives the URL; port 0 takes any. */
  listen(at: { readonly host: string; readonly port: number }): Promise<string>
  /** Ends every stream and connection. */
  close(): Promise<void>
  streamStats(): StreamStats
}

/** The largest body that any route takes, in bytes: a fleet file. */
const BODY_LIMIT = 1_100_000

/** Builds the API. Throws when a route has no handler or a handler no route. */
export async function makeApi(ports: ApiPorts): Promise<Api> {
  const app = makeServer(ports)
  const services = makeServices(ports, app.log)
  addSecurityHeaders(app, services.secure)
  await app.register(cookie)
  await app.register(rateLimit, {
    max: ports.limits?.requests_per_minute ?? defaultLimits.requests_per_minute,
    timeWindow: 60_000,
    cache: 10_000,
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: () => new Problem('rate.limited', 'Too many requests; wait a little'),
  })
  addErrors(app)
  addMeasures(app, services)
  addRoutes(app, services)
  addDocs(app, ports.version)
  await addDashboard(app, ports.webDir)
  app.addHook('preClose', () => services.stream.stop())
  await app.ready()
  return {
    app,
    listen: ({ host, port }) => app.listen({ host, port }),
    close: () => app.close(),
    streamStats: () => services.stream.stats(),
  }
}

function makeServer(ports: ApiPorts): FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger> {
  const options = {
    bodyLimit: BODY_LIMIT,
    trustProxy: ports.trustedProxies ? [...ports.trustedProxies] : false,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle' as const,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 256, ignoreTrailingSlash: false },
    ...(ports.log ? { loggerInstance: ports.log } : {}),
  }
  // A TLS server has the same interface; Fastify's types tell them apart by an option only.
  return ports.tls
    ? (fastify({ ...options, https: { ...ports.tls, minVersion: 'TLSv1.2' } }) as unknown as ReturnType<typeof makeServer>)
    : fastify(options)
}

function makeServices(ports: ApiPorts, log: FastifyBaseLogger): Services {
  const tokens = makeTokens({ store: ports.store, clock: ports.clock, secret: ports.jwtSecret, newId: randomUUID })
  const limits = { ...defaultLimits, ...ports.limits }
  return {
    ...ports,
    tokens,
    passwords: makePasswords(),
    loginLimits: makeLoginLimits(ports.clock),
    metrics: makeMetrics(),
    secure: ports.tls !== undefined || ports.trustedProxies !== undefined,
    stream: new Stream({
      store: ports.store,
      bus: ports.bus,
      clock: ports.clock,
      tokens,
      limits,
      onError: (error) => log.error({ err: error }, 'the stream could not read'),
    }),
  }
}

function addErrors(app: FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger>): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error)
    if (problem.code === 'internal') request.log.error({ err: problem.cause ?? problem, url: request.routeOptions.url }, 'a request failed')
    if (problem.code === 'rate.limited') reply.header('retry-after', '30')
    if (problem.code === 'auth.required') reply.header('www-authenticate', 'Bearer realm="decnet"')
    return reply
      .code(problem.status)
      .type(problemType)
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problemBody(problem, request.id)))
  })
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

function addMeasures(app: FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger>, { metrics }: Services): void {
  const requests = metrics.counter('decnet_http_requests_total', 'Requests answered, by route and status.', ['route', 'status'])
  const seconds = metrics.histogram('decnet_http_request_seconds', 'Time to answer, by route.', { labels: ['route'], buckets: SECONDS })
  app.addHook('onResponse', (request, reply, next) => {
    const name = request.routeOptions.config.routeName ?? 'other'
    requests.add([name, String(reply.statusCode)])
    seconds.observe([name], reply.elapsedTime / 1000)
    next()
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The contract's name of the route. */
    readonly routeName?: string
  }
}
