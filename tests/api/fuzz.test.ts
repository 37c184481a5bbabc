// Fuzz from the contract itself: no input of any route gives a 500, every reply is what the contract says, every error is a problem.
import { openApi, type problem, type Route, routes } from '@decnet/contract'
import { attackerId, errorCatalogue } from '@decnet/kernel'
import { credentials, events, sessions } from '@decnet/store'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { brokenInput, type FuzzInput, validInput } from './arbitrary.ts'
import { fill, SHA256 } from './evidence.ts'
import { bearer, openPlatform, type Platform } from './platform.ts'

let platform: Platform
let token = ''
/** Real ids, so that fuzz also gets behind the 404s. */
let known: Record<string, string[]> = {}

beforeAll(async () => {
  platform = await openPlatform()
  await fill(platform.store, platform.clock.now())
  token = await platform.token('admin')
  const { db } = platform.store
  const ids = [...(await events.list(db, {}, { limit: 100 })).items, ...(await sessions.list(db, {}, { limit: 10 })).items].map(
    ({ id }) => id,
  )
  const uuids = (await credentials.list(db, {}, { limit: 10 })).items.map(({ uuid }) => uuid)
  known = { id: ids, uuid: [...uuids, attackerId('198.51.100.7')], sha256: [SHA256], name: ['redis', 'profile'] }
})
afterAll(() => platform.close())

// A stream never ends and a logout ends the token that all others use; both have tests of their own.
const fuzzed = routes.filter(({ name, access }) => name !== 'stream.open' && name !== 'auth.logout' && access !== 'metrics')

async function send(route: Route, { params, query, body }: FuzzInput) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams(query).toString()
  return await platform.api.app.inject({
    method: route.method,
    url: `/api/v1${path}${search === '' ? '' : `?${search}`}`,
    headers: { ...bearer(token), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
}

function withKnown(input: fc.Arbitrary<FuzzInput>): fc.Arbitrary<FuzzInput> {
  return fc.tuple(input, fc.nat()).map(([one, pick]) => {
    if (pick % 2 === 0) return one
    const params = Object.entries(one.params).map(([name, value]): [string, string] => {
      const real = known[name] ?? []
      return [name, real[pick % Math.max(1, real.length)] ?? value]
    })
    return { ...one, params: Object.fromEntries(params) }
  })
}

const statusesOf = new Map(
  Object.values(openApi('1').paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId, responses }) => [operationId, Object.keys(responses).map(Number)] as const),
  ),
)

function check(route: Route, reply: Awaited<ReturnType<typeof send>>): void {
  expect({ status: reply.statusCode, ...(reply.statusCode >= 500 ? { body: reply.body } : {}) }).toEqual({ status: expect.any(Number) })
  if (reply.statusCode < 400) {
    expect(reply.statusCode).toBe(route.status)
    return
  }
  const body = reply.json<z.output<typeof problem>>()
  expect(Object.keys(errorCatalogue)).toContain(body.code)
  expect(body).toMatchObject({ status: reply.statusCode, type: `urn:decnet:problem:${body.code}` })
  expect(reply.headers['content-type']).toContain('application/problem+json')
  // A parameter that cannot be one names nothing, on any route that has one.
  const documented = [...(statusesOf.get(route.name) ?? []), 400, 404]
  expect(documented).toContain(reply.statusCode)
}

// Signing in is slow on purpose.
const runs = (route: Route) => (route.name === 'auth.login' ? 20 : 60)

describe.each(fuzzed)('$method $path', (route) => {
  test('valid inputs', async () => {
    await fc.assert(
      fc.asyncProperty(withKnown(validInput(route)), async (input) => check(route, await send(route, input))),
      { numRuns: runs(route), seed: 20_260_102 },
    )
  })

  test('broken inputs', async () => {
    await fc.assert(
      fc.asyncProperty(withKnown(brokenInput(route)), async (input) => check(route, await send(route, input))),
      { numRuns: runs(route), seed: 20_260_103 },
    )
  })
})

describe('bodies that are no JSON object', () => {
  const post = (payload: string, type = 'application/json') =>
    platform.api.app.inject({ method: 'POST', url: '/api/v1/fleet/plan', headers: { ...bearer(token), 'content-type': type }, payload })

  test.each(['', '{', '[]', '"x"', '1', 'null', '{"yaml":"a"', '\0', '{"__proto__":{"yaml":"x"}}'])('%s is malformed', async (payload) => {
    const reply = await post(payload)
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toMatchObject({ code: 'request.malformed' })
  })

  test('neither is a form', async () => {
    const reply = await post('yaml=x', 'application/x-www-form-urlencoded')
    expect(reply.json()).toMatchObject({ status: 400, code: 'request.malformed' })
  })

  test('a member of the wrong type or an unknown one breaks a rule, by its path', async () => {
    expect((await post('{"yaml":1}')).json()).toMatchObject({ status: 422, code: 'request.invalid', fields: [{ path: '/yaml' }] })
    expect((await post('{"yaml":"deckies: []","yml":""}')).json()).toMatchObject({
      status: 422,
      fields: [{ path: '/yml', message: 'is not known here' }],
    })
  })

  test('a body that is far too large is refused unread', async () => {
    const reply = await post(JSON.stringify({ yaml: 'x'.repeat(2_000_000) }))
    expect(reply.json()).toMatchObject({ status: 400, code: 'request.malformed' })
  })

  test('an unknown path is a problem, under the API and beside it', async () => {
    for (const url of ['/api/v1/nothing', '/api', '/missing.js']) {
      const reply = await platform.api.app.inject({ url })
      expect(reply.json()).toMatchObject({ status: 404, code: 'not_found' })
    }
  })
})
