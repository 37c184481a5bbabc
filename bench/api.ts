// The API's speed over a large log: each route one at a time, a mix of them at once, and text search apart.
// `--events N` (1,000,000), `--keep DIR` keeps the filled database there for the next run, `--fill` only fills it,
// `--only WORD` runs the parts whose name has it (such as `mixed`, or a route).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { makeApi, makePasswords } from '@decnet/api'
import { openBus } from '@decnet/bus'
import { Deploy, installation } from '@decnet/deploy'
import { systemClock } from '@decnet/kernel'
import { attackers, events, openStore, type Store, sessions, users } from '@decnet/store'
import { chanceOf, fill } from './api/fill.ts'
import type { Load, LoadResult } from './api/load.ts'
import { percentile } from './figures.ts'

const { values: args } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    keep: { type: 'string' },
    fill: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '15' },
    only: { type: 'string', default: '' },
  },
})
const count = Number(args.events)
const PASSWORD = 'a password for the bench'
const ONE_AT_A_TIME = 200
const AT_ONCE = 16

const say = (figures: object) => console.log(JSON.stringify({ bench: 'api', ...figures }))

const databasePath = (directory: string) => join(directory, `api-${count}.db`)

/** Fills the database in a process of its own: what filling leaves in memory is not the API's. */
async function fillApart(directory: string): Promise<void> {
  const options = ['--events', args.events, '--keep', directory, '--fill']
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...options], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`filling ended with ${String(code)}`)
}

async function fillNow(directory: string): Promise<void> {
  const path = databasePath(directory)
  const store = await openStore({ url: `sqlite:${path}` })
  const started = Date.now()
  await fill(store, count, started)
  const password_hash = await makePasswords().hash(PASSWORD)
  const uuid = '00000000-0000-4000-8000-000000000001'
  await store.write((tx) => users.create(tx, { uuid, name: 'bench', role: 'admin', created: started, last_login: null, password_hash }))
  await store.close()
  say({ what: 'fill', events: count, seconds: Math.round((Date.now() - started) / 1000), db_mb: Math.round(statSync(path).size / 1e6) })
}

async function openApi(store: Store) {
  const bus = await openBus('memory:')
  const host = { lowestPort: 1, sharedLoopback: false, probe: () => Promise.resolve('free' as const) }
  const clock = systemClock
  const deploy = new Deploy({ store, bus, clock, host, installation: installation(Buffer.alloc(32, 7)), wake: () => {} })
  const api = await makeApi({
    store,
    bus,
    clock,
    deploy,
    statuses: () => new Map(),
    version: 'bench',
    started: clock.now(),
    jwtSecret: Buffer.alloc(32, 1),
    metricsToken: 'x'.repeat(32),
    artifactsDir: '/nonexistent',
    webDir: null,
    health: [],
    ready: () => true,
    limits: { requests_per_minute: 1_000_000_000 },
  })
  return { api, bus, url: await api.listen({ host: '127.0.0.1', port: 0 }) }
}

type Paths = Readonly<Record<string, () => string>>

/** A path of each route, other things each time, drawn from what is there. */
async function pathsOf(store: Store): Promise<{ routes: Paths; searches: Paths }> {
  const chance = chanceOf(0x1234567)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(chance() * items.length)]
  const some = await attackers.list(store.db, { sort: 'events' }, { limit: 1000 })
  const recent = await sessions.list(store.db, {}, { limit: 1000 })
  const logged = await events.list(store.db, {}, { limit: 1000 })
  const attacker = () => pick(some.items)
  const decky = () => `decky-${Math.floor(chance() * 20)}`
  const hours = () => Date.now() - Math.floor(chance() * 700) * 3_600_000
  const routes: Paths = {
    'events.list': () => '/events?limit=100',
    'events.list decky service': () => `/events?limit=100&decky=${decky()}&service=http&kind=!connection.closed`,
    'events.list kind range': () => `/events?limit=100&kind=credential.tried&to=${hours()}`,
    'events.list attacker': () => `/events?limit=100&attacker=${attacker()?.ip}`,
    'events.list cidr': () => `/events?limit=100&cidr=198.18.${Math.floor(chance() * 30)}.0/24`,
    'events.show': () => `/events/${pick(logged.items)?.id}`,
    'events.histogram': () => `/events/histogram?from=${Date.now() - 86_400_000}&by=service`,
    'events.histogram month': () => '/events/histogram?by=kind&buckets=120',
    'overview.show day': () => `/overview?since=${Date.now() - 86_400_000}`,
    'attackers.list': () => '/attackers?limit=100',
    'attackers.list depth': () => '/attackers?limit=100&sort=depth',
    'attackers.list service tempo': () => '/attackers?limit=100&service=redis&tempo=automated',
    'attackers.show': () => `/attackers/${attacker()?.uuid}`,
    'attackers.events': () => `/attackers/${attacker()?.uuid}/events?limit=100`,
    'attackers.commands': () => `/attackers/${attacker()?.uuid}/commands?limit=100`,
    'attackers.sessions': () => `/attackers/${attacker()?.uuid}/sessions?limit=100`,
    'attackers.credentials': () => `/attackers/${attacker()?.uuid}/credentials?limit=100`,
    'sessions.list': () => `/sessions?limit=100&decky=${decky()}`,
    'sessions.show': () => `/sessions/${pick(recent.items)?.id}`,
    'sessions.events': () => `/sessions/${pick(recent.items)?.id}/events`,
    'credentials.list': () => '/credentials?limit=100&outcome=accepted',
    'findings.list': () => '/findings?limit=100',
    'deckies.list': () => '/deckies',
  }
  const searches: Paths = {
    'text, found at once': () => '/events?limit=100&text=wp-login',
    'text, rare': () => '/events?limit=100&text=rare-needle',
    'text, not there': () => '/events?limit=100&text=nowhere-to-be-found',
    'text, not there, one decky': () => `/events?limit=100&text=nowhere&decky=${decky()}`,
  }
  return { routes, searches }
}

/** What an analyst's clicks are made of, by weight. */
const MIX: Readonly<Record<string, number>> = {
  'events.list': 4,
  'events.list decky service': 3,
  'events.list kind range': 2,
  'events.show': 4,
  'events.histogram': 2,
  'overview.show day': 2,
  'attackers.list': 3,
  'attackers.show': 5,
  'attackers.events': 2,
  'attackers.sessions': 2,
  'attackers.credentials': 2,
  'sessions.show': 3,
  'sessions.events': 3,
  'credentials.list': 1,
  'findings.list': 1,
  'deckies.list': 2,
}

async function loadOf(worker: Worker, load: Load): Promise<LoadResult> {
  worker.postMessage(load)
  const [message] = (await once(worker, 'message')) as [{ result?: LoadResult; error?: string }]
  if (!message.result) throw new Error(message.error)
  return message.result
}

const times = (result: LoadResult) => ({
  n: result.times.length,
  p50_ms: percentile(result.times, 50),
  p99_ms: percentile(result.times, 99),
  max_ms: percentile(result.times, 100),
  mean_kb: Math.round(result.bytes / result.times.length / 102.4) / 10,
  ...(Object.keys(result.failures).length > 0 ? { failures: result.failures } : {}),
})

const wanted = (name: string) => name.includes(args.only)

async function mixed(worker: Worker, { url, token, routes }: { url: string; token: string; routes: Paths }): Promise<void> {
  const chance = chanceOf(0x7654321)
  const paths = Object.entries(MIX)
    .flatMap(([route, weight]) => Array.from({ length: weight * 200 }, routes[route] ?? (() => '/')))
    .map((path) => ({ path, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ path }) => path)
  await loadOf(worker, { url, token, paths, concurrency: AT_ONCE, seconds: 1 })
  const process_before = process.cpuUsage()
  const thread_before = process.threadCpuUsage()
  const result = await loadOf(worker, { url, token, paths, concurrency: AT_ONCE, seconds: Number(args.seconds) })
  const each = ({ user, system }: NodeJS.CpuUsage) => Math.round((user + system) / result.times.length) / 1000
  const main = each(process.threadCpuUsage(thread_before))
  const load = Math.round((result.cpu_ms / result.times.length) * 1000) / 1000
  // Threads that run beside the two: the readers, the collectors of garbage, the compilers.
  const others = Math.round((each(process.cpuUsage(process_before)) - main - load) * 1000) / 1000
  say({
    what: 'mixed',
    at_once: AT_ONCE,
    requests_per_s: Math.round(result.times.length / result.seconds),
    ...times(result),
    cpu_ms_per_request: { main, load, others },
    rss_mb: Math.round(process.memoryUsage.rss() / 1e6),
  })
}

async function measure(directory: string, worker: Worker): Promise<void> {
  const store = await openStore({ url: `sqlite:${databasePath(directory)}` })
  const { api, bus, url } = await openApi(store)
  const login = await api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { username: 'bench', password: PASSWORD } })
  const { token } = login.json<{ token: string }>()
  const { routes, searches } = await pathsOf(store)
  const repeat = (make: () => string, n: number) => Array.from({ length: n }, make)

  for (const [route, make] of Object.entries(routes)) {
    if (!wanted(`one at a time ${route}`)) continue
    await loadOf(worker, { url, token, paths: repeat(make, 20), concurrency: 1, seconds: 0 })
    const result = await loadOf(worker, { url, token, paths: repeat(make, ONE_AT_A_TIME), concurrency: 1, seconds: 0 })
    say({ what: 'one at a time', route, ...times(result) })
  }
  for (const [route, make] of Object.entries(searches)) {
    if (!wanted(`text search ${route}`)) continue
    const result = await loadOf(worker, { url, token, paths: repeat(make, 20), concurrency: 1, seconds: 0 })
    say({ what: 'text search', route, ...times(result) })
  }
  if (wanted('mixed')) await mixed(worker, { url, token, routes })
  await api.close()
  await bus.close()
  await store.close()
}

const directory = args.keep ?? mkdtempSync(join(tmpdir(), 'decnet-bench-'))
mkdirSync(directory, { recursive: true })
if (args.fill) await fillNow(directory)
else {
  const worker = new Worker(new URL('./api/load.ts', import.meta.url))
  try {
    if (!existsSync(databasePath(directory))) await fillApart(directory)
    await measure(directory, worker)
  } finally {
    await worker.terminate()
    if (args.keep === undefined) rmSync(directory, { recursive: true, force: true })
  }
}
