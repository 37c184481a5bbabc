// The audit log: every change, reveal and download is in it before the reply leaves; reading is not.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { artifacts, audit, credentials } from '@decnet/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, SECRET, SHA256 } from './evidence.ts'
import { bearer, openPlatform, type Platform } from './platform.ts'

let platform: Platform
let token = ''
beforeAll(async () => {
  platform = await openPlatform()
  await fill(platform.store, platform.clock.now())
  token = await platform.token('admin')
})
afterAll(() => platform.close())

async function entriesAfter(act: () => Promise<unknown>) {
  const before = (await audit.list(platform.store.db, {}, { limit: 1000 })).items.length
  await act()
  const { items } = await audit.list(platform.store.db, {}, { limit: 1000 })
  return items.slice(0, items.length - before)
}

const call = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  platform.api.app.inject({ method, url: `/api/v1${url}`, headers: bearer(token), ...(payload ? { payload } : {}) })

test('a reveal', async () => {
  const uuid = (await credentials.list(platform.store.db, {}, { limit: 1 })).items[0]?.uuid ?? ''
  const entries = await entriesAfter(async () => {
    const reply = await call('POST', `/credentials/${uuid}/reveal`)
    expect(reply.json()).toEqual({ uuid, secret: SECRET, secret_b64: btoa(SECRET) })
  })
  expect(entries).toMatchObject([
    { user: 'admin', action: 'credentials.reveal', subject: uuid, address: '127.0.0.1', time: platform.clock.now() },
  ])
  expect(JSON.stringify(entries)).not.toContain(SECRET)
})

test('a download, whose bytes come as an attachment of no type that a browser shows', async () => {
  await mkdir(join(platform.directory, 'artifacts', 'ab'), { recursive: true })
  await writeFile(join(platform.directory, 'artifacts', 'ab', SHA256), 'MZ!')
  await platform.store.write((tx) => artifacts.markStored(tx, SHA256))
  const entries = await entriesAfter(async () => {
    const reply = await call('GET', `/artifacts/${SHA256}/content`)
    expect(reply.body).toBe('MZ!')
    expect(reply.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${SHA256}.bin"`,
      'content-length': '3',
      'x-content-type-options': 'nosniff',
    })
  })
  expect(entries).toMatchObject([{ user: 'admin', action: 'artifacts.content', subject: SHA256 }])
})

test('changes, with what they were made to; a change that was refused is none', async () => {
  const entries = await entriesAfter(async () => {
    expect((await call('POST', '/deckies', { name: 'audit-01', archetype: 'cache-server' })).statusCode).toBe(202)
    expect((await call('POST', '/deckies', { name: 'audit-01', archetype: 'cache-server' })).statusCode).toBe(409)
    expect((await call('DELETE', '/deckies/audit-01')).statusCode).toBe(202)
    expect((await call('DELETE', '/deckies/audit-01')).statusCode).toBe(404)
    expect((await call('POST', '/analysis/profile/replay')).statusCode).toBe(202)
    expect((await call('POST', '/analysis/profile/replay')).statusCode).toBe(409)
  })
  expect(entries.map(({ action, subject }) => [action, subject]).reverse()).toEqual([
    ['deckies.add', 'audit-01'],
    ['deckies.remove', 'audit-01'],
    ['analysis.replay', 'profile'],
  ])
})

test('reading and planning are not written down', async () => {
  expect(
    await entriesAfter(async () => {
      await call('GET', '/credentials')
      await call('GET', '/events')
      await call('POST', '/fleet/plan', { yaml: 'deckies: []' })
    }),
  ).toEqual([])
})

test('the contract knows no route that changes or removes an entry', async () => {
  for (const method of ['PUT', 'DELETE', 'POST'] as const) {
    expect((await platform.api.app.inject({ method, url: '/api/v1/audit', headers: bearer(token) })).statusCode).toBe(404)
  }
})
