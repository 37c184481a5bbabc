// Signing in and out: revocation, expiry, cookies and their origin, limits that stop a guesser and never lock an account.
import { tokenCookie } from '@decnet/contract'
import { audit } from '@decnet/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bearer, openPlatform, PASSWORD, type Platform } from './platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await openPlatform()
})
afterEach(() => platform.close())

const me = (headers: Record<string, string>) => platform.api.app.inject({ url: '/api/v1/auth/me', headers })
const login = (username: string, password: string, more: { from?: string; headers?: Record<string, string> } = {}) =>
  platform.api.app.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    payload: { username, password },
    remoteAddress: more.from ?? '127.0.0.1',
    headers: more.headers ?? {},
  })
const logout = (headers: Record<string, string>) => platform.api.app.inject({ method: 'POST', url: '/api/v1/auth/logout', headers })

test('a token acts for its user until it is revoked', async () => {
  const reply = await login('analyst', PASSWORD)
  const { token, role, expires_at } = reply.json<{ token: string; role: string; expires_at: string }>()
  expect(role).toBe('analyst')
  expect(Date.parse(expires_at) - platform.clock.now()).toBe(8 * 3_600_000)
  expect((await me(bearer(token))).json()).toEqual({ name: 'analyst', role: 'analyst', expires_at })
  expect((await logout(bearer(token))).statusCode).toBe(204)
  expect((await me(bearer(token))).statusCode).toBe(401)
})

test('a token that another process revoked is refused within two seconds', async () => {
  const token = await platform.token('viewer')
  expect((await me(bearer(token))).statusCode).toBe(200)
  await platform.store.write((tx) => tx.updateTable('auth_tokens').set({ revoked_at: platform.clock.now() }).execute())
  platform.clock.advance(2001)
  expect((await me(bearer(token))).statusCode).toBe(401)
})

test('a role that was changed counts from the next look on, whatever the token says', async () => {
  const token = await platform.token('admin')
  await platform.store.write((tx) => tx.updateTable('users').set({ role: 'viewer' }).where('name', '=', 'admin').execute())
  platform.clock.advance(2001)
  expect((await platform.api.app.inject({ url: '/api/v1/audit', headers: bearer(token) })).statusCode).toBe(403)
})

test('a token expires', async () => {
  const token = await platform.token('viewer')
  platform.clock.advance(8 * 3_600_000 - 1000)
  expect((await me(bearer(token))).statusCode).toBe(200)
  platform.clock.advance(1000)
  expect((await me(bearer(token))).statusCode).toBe(401)
})

test('a sign-in forgets the tokens that expired', async () => {
  const kept = async () =>
    (await platform.store.db.selectFrom('auth_tokens').select('expires_at').execute()).map(
      ({ expires_at }) => expires_at > platform.clock.now(),
    )
  await login('analyst', PASSWORD)
  await login('viewer', PASSWORD)
  expect(await kept()).toEqual([true, true])
  platform.clock.advance(8 * 3_600_000 + 1000)
  expect(await kept()).toEqual([false, false])
  await login('analyst', PASSWORD)
  expect(await kept()).toEqual([true])
})

test.each(['', 'x', 'a.b.c', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsImp0aSI6IngiLCJleHAiOjk5OTk5OTk5OTl9.'])(
  '%s is no token',
  async (token) => {
    expect((await me(bearer(token))).statusCode).toBe(401)
  },
)

test('the cookie is kept from scripts and from other sites, and Secure where the browser speaks TLS', async () => {
  expect((await login('viewer', PASSWORD)).headers['set-cookie']).toMatch(
    /^decnet_token=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
  )
  const behind = await openPlatform({ trustedProxies: ['127.0.0.1'] })
  try {
    const reply = await behind.api.app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { username: 'viewer', password: PASSWORD },
    })
    expect(reply.headers['set-cookie']).toMatch(/; Secure/)
  } finally {
    await behind.close()
  }
})

test('with the cookie, reads need nothing more and changes must come from our own page', async () => {
  const cookie = `${tokenCookie}=${await platform.token('viewer')}`
  expect((await me({ cookie })).statusCode).toBe(200)
  expect((await logout({ cookie })).statusCode).toBe(403)
  expect((await logout({ cookie, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await logout({ cookie, 'sec-fetch-site': 'same-site' })).statusCode).toBe(403)
  expect((await logout({ cookie, origin: 'http://evil.example', host: 'decnet.example' })).statusCode).toBe(403)
  expect((await logout({ cookie, origin: 'null', host: 'decnet.example' })).statusCode).toBe(403)
  expect((await me({ cookie })).statusCode).toBe(200)
  expect((await logout({ cookie, origin: 'http://decnet.example:8080', host: 'decnet.example:8080' })).statusCode).toBe(204)
})

test('a page of another site cannot sign a browser in', async () => {
  expect((await login('viewer', PASSWORD, { headers: { 'sec-fetch-site': 'cross-site' } })).statusCode).toBe(403)
  expect((await login('viewer', PASSWORD, { headers: { 'sec-fetch-site': 'same-origin' } })).statusCode).toBe(200)
})

test('an unknown user and a wrong password cost and answer the same', async () => {
  const hashes = await import('@decnet/api').then(({ makePasswords }) => makePasswords())
  const phc = await hashes.hash(PASSWORD)
  const before = hashes.runs
  expect(await hashes.verify(phc, 'wrong password')).toBe(false)
  expect(hashes.runs - before).toBe(1)
  expect(await hashes.verify(null, PASSWORD)).toBe(false)
  expect(hashes.runs - before).toBe(2)
  const wrong = (await login('viewer', 'wrong')).json<Record<string, unknown>>()
  const unknown = (await login('nobody', 'wrong')).json<Record<string, unknown>>()
  expect({ ...wrong, request_id: '' }).toEqual({ ...unknown, request_id: '' })
})

test('an address that guesses is stopped at one account, and the account stays open to others', async () => {
  const statuses: number[] = []
  for (let n = 0; n < 8; n++) statuses.push((await login('admin', `guess ${n}`, { from: '10.0.0.1' })).statusCode)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429, 429])
  expect((await login('admin', PASSWORD, { from: '10.0.0.1' })).statusCode).toBe(429)
  expect((await login('admin', PASSWORD, { from: '10.0.0.2' })).statusCode).toBe(200)
  platform.clock.advance(30_000)
  expect((await login('admin', PASSWORD, { from: '10.0.0.1' })).statusCode).toBe(200)
})

test('an account under fire from everywhere answers slowly, and lets its owner in', async () => {
  for (let n = 0; n < 20; n++) await login('admin', 'guess', { from: `10.0.1.${n}` })
  let answered = false
  const owner = login('admin', PASSWORD, { from: '10.9.9.9' }).then((reply) => {
    answered = true
    return reply
  })
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(answered).toBe(false)
  platform.clock.advance(2000)
  expect((await owner).statusCode).toBe(200)
})

test('addresses of one IPv6 /64 are one address', async () => {
  const statuses: number[] = []
  for (let n = 1; n <= 7; n++) statuses.push((await login('admin', 'guess', { from: `2001:db8:1:2::${n}` })).statusCode)
  expect(statuses.at(-1)).toBe(429)
  expect((await login('admin', 'guess', { from: '2001:db8:1:3::1' })).statusCode).toBe(401)
})

test('sign-ins are in the audit log, the failed ones too', async () => {
  await login('admin', PASSWORD)
  await login('admin', 'wrong', { from: '10.0.0.1' })
  const { items } = await audit.list(platform.store.db, {}, { limit: 10 })
  expect(items.map(({ user, action, address }) => [user, action, address])).toEqual([
    ['admin', 'auth.login.failed', '10.0.0.1'],
    ['admin', 'auth.login', '127.0.0.1'],
  ])
  expect(JSON.stringify(items)).not.toContain('wrong')
})

test('too many requests of one address are refused as a problem', async () => {
  const few = await openPlatform({ limits: { requests_per_minute: 3 } })
  try {
    const statuses: number[] = []
    for (let n = 0; n < 5; n++) statuses.push((await few.api.app.inject({ url: '/api/v1/health/live' })).statusCode)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    const refused = await few.api.app.inject({ url: '/api/v1/health/live' })
    expect(refused.headers['content-type']).toContain('application/problem+json')
    expect(refused.json()).toMatchObject({ code: 'rate.limited', status: 429 })
  } finally {
    await few.close()
  }
})
