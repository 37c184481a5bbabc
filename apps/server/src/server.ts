// The server role, composed: store, bus, ingest, deploy and the API, started bottom-up and stopped top-down.
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { analyzers } from '@decnet/analysis/catalogue'
import { type Api, makeApi } from '@decnet/api'
import { type Bus, openBus } from '@decnet/bus'
import { type AgentSocket, Deploy, hostFacts, loadInstallation, openAgentSocket, Reconciler, type StartFile } from '@decnet/deploy'
import { Ingest } from '@decnet/ingest'
import { Problem, systemClock } from '@decnet/kernel'
import { openStore, type Store } from '@decnet/store'
import type { Logger } from 'pino'
import { ensureFirstUser, type FirstUser } from './first-user.ts'
import { healthSources } from './health.ts'
import { checkAddress, PATIENCE_MS, type Patience, whenFree } from './patience.ts'
import { planWarnings, type ReadyMessage, readyMessage } from './ready.ts'
import { readOrMakeSecret } from './secrets.ts'
import { isLoopback, type Settings } from './settings.ts'
import { root, version } from './version.ts'

/** A started server. */
export interface RunningServer {
  readonly url: string
  readonly admin: FirstUser
  /** The ready message, once the fleet's listeners are open; null when it is stopped before. */
  readonly ready: Promise<ReadyMessage | null>
  /** Ends it, after what lies in the spools was taken in. */
  stop(): Promise<void>
}

/** What was opened on the way, in order: closed in reverse, also when a later step fails. */
type Closers = (() => Promise<void>)[]

interface Parts {
  readonly settings: Settings
  readonly log: Logger
  readonly store: Store
  readonly bus: Bus
  readonly ingest: Ingest
  readonly agents: AgentSocket
  readonly deploy: Deploy
  readonly reconciler: Reconciler
}

const clock = systemClock

/** Starts the server. Throws a Problem when a setting or the fleet file is wrong, or another server has the data directory. */
export async function startServer(settings: Settings, log: Logger, how: { readonly patience_ms?: number } = {}): Promise<RunningServer> {
  const patience = { clock, patience_ms: how.patience_ms ?? PATIENCE_MS }
  const closers: Closers = []
  const stopping = new AbortController()
  const stop = async () => {
    stopping.abort()
    for (const close of closers.splice(0).reverse())
      await close().catch((error: unknown) => log.error({ err: error }, 'a part did not stop cleanly'))
  }
  try {
    const started = clock.now()
    const parts = await openParts(settings, log, { closers, signal: stopping.signal, patience })
    const admin = await ensureFirstUser({ store: parts.store, clock, password: settings.admin_password })
    const api = await openApi(parts, started)
    closers.push(() => api.close())
    await whenFree(patience, () => checkAddress(settings.listen))
    const url = shownUrl(await api.listen(settings.listen), settings)
    const operation = await parts.deploy.startFleet(fleetFile(settings), 'server')
    const warnings = [...settings.warnings, ...(operation ? planWarnings(operation.steps) : [])]
    log.info({ url, version: version() }, 'listening')
    const ready = readyMessage({
      store: parts.store,
      clock,
      signal: stopping.signal,
      url,
      admin,
      warnings,
      statuses: () => parts.reconciler.statuses,
    })
    return { url, admin, ready, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openParts(
  settings: Settings,
  log: Logger,
  life: { readonly closers: Closers; readonly signal: AbortSignal; readonly patience: Patience },
): Promise<Parts> {
  const { closers, signal } = life
  await mkdir(settings.data, { recursive: true, mode: 0o700 })
  await chmod(settings.data, 0o700)
  const agents = await whenFree(life.patience, () => openAgentSocket({ path: join(settings.data, 'run', 'agent.sock'), log }))
  closers.push(() => agents.close())
  const store = await openStore({ url: settings.db_url })
  closers.push(() => store.close())
  const bus = await openBus(settings.bus_url)
  closers.push(() => bus.close())
  const ingest = new Ingest({ store, bus, data: settings.data, host: hostname(), clock })
  await ingest.start()
  closers.push(() => ingest.stop())
  const installation = await loadInstallation(join(settings.data, 'secret'))
  const holder = `server-${process.pid}-${clock.now()}`
  const reconciler = new Reconciler({ store, bus, agents, installation, clock, holder, log })
  const deploy = new Deploy({ store, bus, installation, host: await hostFacts(), clock, wake: () => reconciler.wake() })
  const reconciling = reconciler.run(signal)
  closers.push(() => reconciling)
  return { settings, log, store, bus, ingest, agents, deploy, reconciler }
}

async function openApi(parts: Parts, started: number): Promise<Api> {
  const { settings, store, bus, deploy, reconciler, ingest, agents, log } = parts
  const { data, tls_cert, tls_key, behind_proxy } = settings
  const statuses = () => reconciler.statuses
  const jwt = settings.jwt_secret ?? (await readOrMakeSecret(join(data, 'jwt-secret')))
  return await makeApi({
    store,
    bus,
    clock,
    deploy,
    statuses,
    version: version(),
    started,
    jwtSecret: Buffer.from(jwt),
    metricsToken: await readOrMakeSecret(join(data, 'metrics-token')),
    artifactsDir: join(data, 'artifacts'),
    webDir: join(root, 'dist', 'web'),
    health: healthSources({ store, bus, ingest, agents, clock, data, statuses, analyzers: analyzers.map(({ name }) => name) }),
    ready: () => ingest.stats().running,
    log,
    ...(tls_cert !== undefined && tls_key !== undefined
      ? { tls: { cert: await readSetting(tls_cert), key: await readSetting(tls_key) } }
      : {}),
    ...(behind_proxy ? { trustedProxies: behind_proxy } : {}),
  })
}

function fleetFile({ fleet, start }: Settings): StartFile | null {
  if (fleet === undefined) return null
  return { start: start ?? null, read: async () => (await readSetting(fleet)).toString('utf8') }
}

/** A file that a setting names; one that cannot be read is a wrong setting. */
async function readSetting(path: string): Promise<Buffer> {
  return await readFile(path).catch((cause: unknown) => {
    throw new Problem('config.invalid', `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  })
}

/** What a person types: a wildcard address is reached by the loopback one from here. */
function shownUrl(url: string, { listen }: Settings): string {
  return isLoopback(listen.host) || !/^(0\.0\.0\.0|::)$/.test(listen.host) ? url : url.replace(/\/\/[^/]*:/, '//127.0.0.1:')
}
