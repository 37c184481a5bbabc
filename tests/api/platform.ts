// A whole API over a real store for tests: three users, a few attackers, nothing outside the process.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Api, type ApiPorts, makeApi, makePasswords } from '@decnet/api'
import { type Bus, openBus } from '@decnet/bus'
import { Deploy, installation } from '@decnet/deploy'
import { type ManualClock, manualClock, type Role, roles } from '@decnet/kernel'
import { openStore, type Store, users } from '@decnet/store'

/** One password for all three: hashing is slow on purpose. */
export const PASSWORD = 'correct horse battery'
export const METRICS_TOKEN = 'metrics-token-for-tests'

export interface Platform {
  readonly api: Api
  readonly store: Store
  readonly bus: Bus
  readonly clock: ManualClock
  readonly directory: string
  /** A token of the user of that role. */
  token(role: Role): Promise<string>
  close(): Promise<void>
}

let hash: Promise<string> | null = null

/** Opens one; `more` replaces ports. The clock stands still unless a test moves it, or gives another. */
export async function openPlatform(more: Partial<ApiPorts> = {}): Promise<Platform> {
  const directory = await mkdtemp(join(tmpdir(), 'decnet-api-'))
  const clock = manualClock()
  const store = await openStore({ url: `sqlite:${join(directory, 'decnet.db')}` })
  const bus = await openBus('memory:')
  hash ??= makePasswords().hash(PASSWORD)
  const password_hash = await hash
  await store.write(async (tx) => {
    for (const [index, role] of roles.entries()) {
      const uuid = `00000000-0000-4000-8000-00000000000${index + 1}`
      await users.create(tx, { uuid, name: role, role, created: clock.now(), last_login: null, password_hash })
    }
  })
  const api = await makeApi({ ...basicPorts({ store, bus, clock, directory }), ...more })
  return {
    api,
    store,
    bus,
    clock,
    directory,
    token: (role) => login(api, role),
    async close() {
      await api.close()
      await bus.close()
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function basicPorts(parts: { store: Store; bus: Bus; clock: ManualClock; directory: string }): ApiPorts {
  const { store, bus, clock, directory } = parts
  const host = { lowestPort: 1, sharedLoopback: false, probe: () => Promise.resolve('free' as const) }
  return {
    store,
    bus,
    clock,
    deploy: new Deploy({ store, bus, clock, host, installation: installation(Buffer.alloc(32, 7)), wake: () => {} }),
    statuses: () => new Map(),
    version: '9.9.9',
    started: clock.now(),
    jwtSecret: Buffer.alloc(32, 1),
    metricsToken: METRICS_TOKEN,
    artifactsDir: join(directory, 'artifacts'),
    webDir: null,
    health: [() => Promise.resolve([{ name: 'store', state: 'ok', detail: 'fine', figures: { lag_events: 3 } }])],
    ready: () => true,
    limits: { requests_per_minute: 1_000_000 },
    checkReplies: true,
    log: loudLog(),
  }
}

/** Says what broke inside, with its stack: a 500 in a test must not need a second run to be understood. */
function loudLog(): NonNullable<ApiPorts['log']> {
  const quiet = () => {}
  const loud = (fields: unknown, message?: unknown) => console.error(message ?? '', fields)
  const log = { level: 'error', silent: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: loud, fatal: loud }
  return { ...log, child: loudLog } as NonNullable<ApiPorts['log']>
}

/** Signs in and gives the token; fails loudly when that does not work. */
async function login(api: Api, username: string, password = PASSWORD): Promise<string> {
  const reply = await api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { username, password } })
  if (reply.statusCode !== 200) throw new Error(`login of ${username}: ${reply.statusCode} ${reply.body}`)
  return reply.json<{ token: string }>().token
}

/** The header of a bearer token. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}
