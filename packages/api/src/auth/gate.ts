// Who may pass: reads the bearer token or the cookie, checks the role, and that a cookie's change comes from our own page.
import { timingSafeEqual } from 'node:crypto'
import { type Route, tokenCookie } from '@decnet/contract'
import { Problem } from '@decnet/kernel'
import type { FastifyRequest } from 'fastify'
import { mayAct } from '../roles.ts'
import { isCrossSite, type OriginMarks, requireSameOrigin } from './same-origin.ts'
import type { Principal, Tokens } from './tokens.ts'

/** What the gate needs. */
export interface GatePorts {
  readonly tokens: Tokens
  readonly metricsToken: string
}

/** Lets a request through to `route` and says who asks (null on public routes); throws `auth.required` or `auth.forbidden`. */
export async function pass(route: Route, request: FastifyRequest, ports: GatePorts): Promise<Principal | null> {
  const marks = marksOf(request)
  if (route.access === 'public') {
    // Signing somebody in from a foreign page would hand the victim the attacker's session.
    if (route.method !== 'GET' && isCrossSite(marks)) requireSameOrigin(marks)
    return null
  }
  const bearer = bearerOf(request)
  if (route.access === 'metrics') {
    if (bearer === null || !isEqual(bearer, ports.metricsToken)) throw new Problem('auth.required', 'The metrics token is missing or wrong')
    return null
  }
  const cookie = request.cookies[tokenCookie]
  const token = bearer ?? cookie ?? null
  const principal = token === null ? null : await ports.tokens.read(token)
  if (principal === null) throw new Problem('auth.required', token === null ? 'Sign in first' : 'The token has expired or was revoked')
  if (bearer === null && route.method !== 'GET') requireSameOrigin(marks)
  if (!mayAct(principal.role, route.access)) {
    throw new Problem('auth.forbidden', `This needs the role ${route.access}; yours is ${principal.role}`)
  }
  return principal
}

function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer +([^\s]+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

function marksOf(request: FastifyRequest): OriginMarks {
  const site = request.headers['sec-fetch-site']
  return { site: typeof site === 'string' ? site : undefined, origin: request.headers.origin, host: request.host }
}

/** Compares without telling by its time where the texts differ. */
function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
