// The server role as a whole, in this process: first start, second start, wrong settings.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeClient, resources } from '@decnet/contract'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startServer } from './server.ts'
import { readSettings } from './settings.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decnet-server-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const log = pino({ level: 'silent' })
const settings = (more: Record<string, string> = {}, argv: string[] = []) =>
  readSettings(['--data', directory, '--listen', '127.0.0.1:0', ...argv], more)

test('the first start makes an admin, the secrets and the default fleet; the second finds them', async () => {
  const first = await startServer(settings({ DECNET_ADMIN_PASSWORD: 'a long password' }), log)
  const { url } = first
  const guest = makeClient({ baseUrl: url, fetch: globalThis.fetch })
  const { token, role } = await guest.call(resources.auth.login, { body: { username: 'admin', password: 'a long password' } })
  expect(role).toBe('admin')
  const client = makeClient({ baseUrl: url, token, fetch: globalThis.fetch })
  const { items } = await client.call(resources.deckies.list)
  expect(items.map(({ name }) => name)).toEqual(['app-01', 'cache-01', 'web-01'])
  const health = await client.call(resources.health.show)
  expect(health.components.map(({ name }) => name)).toEqual([
    'store',
    'ingest',
    'events',
    'bus',
    'agent',
    'fleet',
    'analysis',
    'disk',
    'stream',
    'process',
  ])
  // No agent is there, and the page says so.
  expect(health.components.find(({ name }) => name === 'agent')).toMatchObject({ state: 'failed', figures: { connected: 0 } })
  for (const file of ['secret', 'jwt-secret', 'metrics-token']) expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600)
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
  await first.stop()
  expect(await first.ready).toBeNull()

  const second = await startServer(settings(), log)
  // The token outlives the restart: its secret and its row are kept.
  const again = makeClient({ baseUrl: second.url, token, fetch: globalThis.fetch })
  expect(await again.call(resources.auth.me)).toMatchObject({ name: 'admin' })
  expect((await again.call(resources.deckies.list)).items.map(({ id }) => id)).toEqual(items.map(({ id }) => id))
  expect((await again.call(resources.audit.list)).items.map(({ action }) => action)).toEqual(['auth.login', 'users.create'])
  await second.stop()
})

test('a generated password is told once', async () => {
  const first = await startServer(settings(), log)
  expect(first.admin).toMatchObject({ user: 'admin', password: expect.stringMatching(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/) })
  await first.stop()
  const second = await startServer(settings(), log)
  expect(second.admin).toEqual({ user: 'admin' })
  await second.stop()
})

test('a fleet file that breaks a rule keeps the server from starting, and leaves nothing open', async () => {
  const fleet = join(directory, 'fleet.yaml')
  await writeFile(fleet, 'deckies:\n  - name: web-01\n    archetype: nothing-such\n')
  await expect(startServer(settings({}, ['--fleet', fleet]), log)).rejects.toMatchObject({ code: 'fleet.invalid' })
  await expect(startServer(settings({}, ['--fleet', join(directory, 'missing.yaml')]), log)).rejects.toMatchObject({
    code: 'config.invalid',
  })
  await writeFile(fleet, 'name: office\ndeckies:\n  - { name: cache-09, archetype: cache-server }\n')
  const server = await startServer(settings({}, ['--fleet', fleet]), log)
  await server.stop()
})

test('a server that is started again within one start of the platform leaves the fleet as it is, whatever became of the file', async () => {
  const fleet = join(directory, 'fleet.yaml')
  const given = (start: string) => settings({ DECNET_ADMIN_PASSWORD: 'a long password' }, ['--fleet', fleet, '--start', start])
  await writeFile(fleet, 'name: office\ndeckies:\n  - { name: cache-09, archetype: cache-server }\n')
  const first = await startServer(given('one'), log)
  const body = { username: 'admin', password: 'a long password' }
  const { token } = await makeClient({ baseUrl: first.url, fetch: globalThis.fetch }).call(resources.auth.login, { body })
  const client = (baseUrl: string) => makeClient({ baseUrl, token, fetch: globalThis.fetch })
  await client(first.url).call(resources.deckies.add, { body: { name: 'added', archetype: 'web-server' } })
  await first.stop()
  await writeFile(fleet, 'nonsense')
  const second = await startServer(given('one'), log)
  const { items } = await client(second.url).call(resources.deckies.list)
  expect(items.map(({ name }) => name)).toEqual(['added', 'cache-09'])
  await second.stop()
  await expect(startServer(given('two'), log)).rejects.toMatchObject({ code: 'fleet.invalid' })
})

test('an address in use is told as a wrong setting', async () => {
  const first = await startServer(settings(), log)
  const port = new URL(first.url).port
  const other = await mkdtemp(join(tmpdir(), 'decnet-server-'))
  try {
    const taken = readSettings(['--data', other, '--listen', `127.0.0.1:${port}`], {})
    await expect(startServer(taken, log, { patience_ms: 0 })).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining(port),
    })
    const same = readSettings(['--data', directory, '--listen', '127.0.0.1:0'], {})
    await expect(startServer(same, log, { patience_ms: 0 })).rejects.toMatchObject({ message: expect.stringContaining('Another server') })
  } finally {
    await first.stop()
    await rm(other, { recursive: true, force: true })
  }
})
