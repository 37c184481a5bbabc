// A captured secret is in no reply but the reveal: every GET of the contract is asked as admin and searched for it.
import { resources, routes } from '@decnet/contract'
import { attackerId, roles } from '@decnet/kernel'
import { credentials, events, sessions } from '@decnet/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, SECRET } from './evidence.ts'
import { bearer, openPlatform, type Platform } from './platform.ts'

let platform: Platform
let headers: Record<string, string> = {}
beforeAll(async () => {
  platform = await openPlatform()
  await fill(platform.store, platform.clock.now())
  headers = bearer(await platform.token('admin'))
})
afterAll(() => platform.close())

/** Every value that a path parameter may take, by its name. */
async function valuesOf(name: string): Promise<string[]> {
  const { db } = platform.store
  if (name === 'uuid') return [attackerId('198.51.100.7'), attackerId('203.0.113.9')]
  if (name !== 'id') return []
  const [all, visits] = [await events.list(db, {}, { limit: 100 }), await sessions.list(db, {}, { limit: 100 })]
  return [...all.items, ...visits.items].map(({ id }) => id)
}

const leaks = [SECRET, btoa(SECRET)]

test('the evidence does hold the secret', async () => {
  const stored = JSON.stringify(await events.list(platform.store.db, {}, { limit: 100 }))
  for (const leak of leaks) expect(stored).toContain(leak)
})

test.each(routes.filter(({ method, kind }) => method === 'GET' && kind === 'json'))('GET $path', async (route) => {
  const parameter = /\{(\w+)\}/.exec(route.path)?.[1]
  const values = parameter === undefined ? [''] : await valuesOf(parameter)
  for (const value of values) {
    const query = route.name === resources.overview.show.name ? '?since=0' : ''
    const reply = await platform.api.app.inject({ url: `/api/v1${route.path.replace(/\{\w+\}/, value)}${query}`, headers })
    expect([200, 404]).toContain(reply.statusCode)
    for (const leak of leaks) expect(reply.body).not.toContain(leak)
  }
})

test('credentials and events say that something is masked, and what is not secret stays', async () => {
  const list = (await platform.api.app.inject({ url: '/api/v1/credentials', headers })).json<{
    items: { secret: string; principal: string | null }[]
  }>()
  expect(list.items.map(({ secret }) => secret)).toEqual(['••••••••', '••••••••'])
  expect(list.items.map(({ principal }) => principal)).toContain('root')
  const commands = (await platform.api.app.inject({ url: '/api/v1/events?kind=command.ran&order=oldest', headers })).json<{
    items: { facts: { command: string } }[]
  }>()
  expect(commands.items.map(({ facts }) => facts.command)).toEqual([
    'AUTH ••••••••',
    'CONFIG SET requirepass ••••••••',
    'INFO server',
    'KEYS *',
  ])
})

test('a search does not find what is masked, and still finds what is shown', async () => {
  const found = async (text: string) =>
    (await platform.api.app.inject({ url: `/api/v1/events?text=${text}`, headers })).json<{ items: unknown[]; looked_at: number }>()
  expect((await found(SECRET.slice(0, 6))).items).toEqual([])
  expect((await found('requirepass')).items).toHaveLength(1)
  expect((await found('curl')).items).toHaveLength(1)
})

test('a search tells in no other way either that something masked was found', async () => {
  const ask = async (text: string, order: string) =>
    (await platform.api.app.inject({ url: `/api/v1/events?text=${text}&limit=1&order=${order}`, headers })).json<object>()
  for (const order of ['newest', 'oldest']) {
    const nothing = await ask('no-event-holds-this', order)
    expect(nothing).toMatchObject({ items: [], next: null })
    for (const length of [3, 7, SECRET.length]) expect(await ask(SECRET.slice(0, length), order)).toEqual(nothing)
  }
})

test('a credential is shown in clear only by its own route', async () => {
  const uuid = (await credentials.list(platform.store.db, {}, { limit: 1 })).items[0]?.uuid ?? ''
  const reply = await platform.api.app.inject({ method: 'POST', url: `/api/v1/credentials/${uuid}/reveal`, headers })
  expect(reply.json()).toMatchObject({ secret: SECRET })
})

test('a configured secret is shown by the fleet file only, and only to admins', async () => {
  const password = 'of-the-decky-itself'
  const services = { redis: { password } }
  const added = await platform.api.app.inject({ method: 'POST', url: '/api/v1/deckies', headers, payload: { name: 'vault-01', services } })
  expect(added.statusCode).toBe(202)
  const operation = added.json<{ id: string }>().id
  for (const role of roles) {
    const asked = { headers: bearer(await platform.token(role)) }
    const showing: string[] = []
    for (const { method, kind, name, path } of routes) {
      if (method !== 'GET' || kind !== 'json') continue
      const url = `/api/v1${path.replace('{name}', 'vault-01').replace('{id}', operation).replace('{uuid}', attackerId('198.51.100.7'))}`
      if ((await platform.api.app.inject({ url, ...asked })).body.includes(password)) showing.push(name)
    }
    expect({ role, showing }).toEqual({ role, showing: role === 'admin' ? ['fleet.export'] : [] })
  }
})
