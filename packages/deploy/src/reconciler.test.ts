// From a wish to a running decky, with a real store: operations that end when it is true, restarts, leases, refused ports.
import { openBus } from '@decnet/bus'
import { type AgentMessage, type AgentOrder, type Clock, type DeckySpec, type Operation, systemClock } from '@decnet/kernel'
import { deckies, leases, operations, type Store } from '@decnet/store'
import { openTestStore } from '@decnet/store/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Agents } from './agents.ts'
import { Deploy } from './deploy.ts'
import { installation } from './installation.ts'
import { Reconciler } from './reconciler.ts'

const home = installation(new Uint8Array(32).fill(3))
const host = { lowestPort: 1, sharedLoopback: false, probe: () => Promise.resolve('free' as const) }
const quiet = { info: () => undefined, warn: () => undefined }

/** An agent with sensors that do at once what they are told; what they report goes into the store, as ingest would put it. */
class FakeAgents implements Agents {
  readonly orders: AgentOrder[] = []
  readonly messages: AsyncIterable<AgentMessage>
  connected = true
  /** What a listener of this decky fails with. */
  readonly failing = new Map<string, (bindPort: number) => string | undefined>()
  readonly #waiting: AgentMessage[] = []
  readonly #store: Store
  readonly #now: () => number
  #wake = () => {}
  #obeyed: Promise<void> = Promise.resolve()

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
    this.messages = this.#read()
    this.say({ say: 'hello', host: 'h', runtimes: ['embedded'], pid: 1 })
  }

  say(message: AgentMessage): void {
    this.#waiting.push(message)
    this.#wake()
  }

  send(order: AgentOrder): void {
    this.orders.push(order)
    this.#obeyed = this.#obeyed.then(() => this.#obey(order))
  }

  /** Resolves when every order so far was obeyed and every message heard. */
  async settled(): Promise<void> {
    await this.#obeyed
    // A reconciler that was told to end hears no more.
    while (this.#waiting.length > 0 && !stop.signal.aborted) await new Promise((resolve) => setImmediate(resolve))
  }

  async #obey(order: AgentOrder): Promise<void> {
    if (order.order === 'remove') {
      return this.say({ say: 'report', report: { decky_id: order.decky_id, revision: 0, state: 'gone', detail: '' } })
    }
    const { decky_id, revision } = order.decky
    this.say({ say: 'report', report: { decky_id, revision, state: 'running', detail: '', since: 1 } })
    const listens = this.#listens(order.decky)
    await this.#store.write((tx) => deckies.putReported(tx, [{ decky_id, revision, time: this.#now(), listens }]))
  }

  #listens(decky: DeckySpec) {
    return decky.services.flatMap((service) =>
      service.listens.map(({ transport, port, bind_port }) => {
        const error = this.failing.get(decky.name)?.(bind_port)
        const about = { service: service.name, transport, port, bound_port: bind_port }
        return error === undefined ? { ...about, state: 'open' as const } : { ...about, state: 'failed' as const, error }
      }),
    )
  }

  async *#read(): AsyncGenerator<AgentMessage> {
    while (true) {
      const message = this.#waiting.shift()
      if (message) yield message
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

/** Time passes only while someone sleeps, and then at once: as fast as the work between allows, never faster. */
class StoryClock implements Clock {
  #time = Date.UTC(2026, 0, 2)
  readonly #before: () => Promise<void>

  constructor(before: () => Promise<void>) {
    this.#before = before
  }

  now(): number {
    return this.#time
  }

  advance(ms: number): void {
    this.#time += ms
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await this.#before()
    await systemClock.sleep(1)
    if (!signal?.aborted) this.#time += ms
  }
}

let store: Store
let clock: StoryClock
let agents: FakeAgents
let stop: AbortController
let running: Promise<void>[]

beforeEach(async () => {
  store = await openTestStore()
  clock = new StoryClock(() => agents.settled())
  agents = new FakeAgents(store, () => clock.now())
  stop = new AbortController()
  running = []
})
afterEach(async () => {
  stop.abort()
  await Promise.all(running)
  await agents.settled()
  await store.close()
})

interface Server {
  readonly deploy: Deploy
  readonly reconciler: Reconciler
  /** Messages of the bus. */
  readonly topics: string[]
}

async function server(holder = 'a', port: Agents = agents): Promise<Server> {
  const bus = await openBus('memory:')
  const topics: string[] = []
  const heard = bus.subscribe('>')
  void (async () => {
    for await (const { topic } of heard) topics.push(topic)
  })()
  const reconciler = new Reconciler({ store, bus, agents: port, installation: home, clock, holder, log: quiet })
  const deploy = new Deploy({ store, bus, installation: home, host, clock, wake: () => reconciler.wake() })
  running.push(reconciler.run(stop.signal))
  return { deploy, reconciler, topics }
}

/** Waits for an operation to be over. */
async function over(id: string): Promise<Operation> {
  const deadline = Date.now() + 10_000
  while (true) {
    const operation = await operations.get(store.db, id)
    if (operation && (operation.state === 'done' || operation.state === 'failed')) return operation
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(operation)}; orders ${JSON.stringify(agents.orders)}`)
    await systemClock.sleep(5)
  }
}

const office = (...names: string[]) =>
  `name: office\ndeckies:\n${names.map((name) => `- {name: ${name}, archetype: web-server}\n`).join('')}`

test('the first start brings up the default fleet; the second leaves it', async () => {
  const { deploy, reconciler, topics } = await server()
  const started = await deploy.startFleet(null, 'system')
  expect(started?.steps.map(({ name }) => name)).toEqual(['plan', 'save', 'start web-01', 'start app-01', 'start cache-01'])
  const done = await over(started?.id ?? '')
  expect(done).toMatchObject({ state: 'done', error: null, kind: 'fleet.apply', subject: 'default', created_by: 'system' })
  expect([...reconciler.statuses.values()].map(({ state }) => state)).toEqual(['running', 'running', 'running'])
  expect(await deploy.startFleet(null, 'system')).toBeNull()
  expect(topics).toContain('decky.web-01.state')
  expect(topics).toContain(`operation.${done.id}.done`)
  const specs = agents.orders.flatMap((order) => (order.order === 'apply' ? [order.decky] : []))
  expect(specs.map(({ seed, decky_id }) => seed === home.seedOf(decky_id))).toEqual([true, true, true])
})

test('a file given at the start is applied once per start: what was added since stays, and the file is not read again', async () => {
  const { deploy } = await server()
  const given = (start: string | null, yaml: string) => ({ start, read: () => Promise.resolve(yaml) })
  const names = async () => (await deckies.listDesired(store.db)).map(({ name }) => name).sort()
  await expect(deploy.startFleet(given('start-1', 'deckies: 7'), 'server')).rejects.toMatchObject({ code: 'fleet.invalid' })
  await over((await deploy.startFleet(given('start-1', office('a')), 'server'))?.id ?? '')
  await over((await deploy.addDecky({ name: 'b', archetype: 'web-server' }, 'u')).id)
  const gone = { start: 'start-1', read: () => Promise.reject(new Error('the file is gone')) }
  expect(await deploy.startFleet(gone, 'server')).toBeNull()
  expect(await names()).toEqual(['a', 'b'])
  await over((await deploy.startFleet(given('start-2', office('a', 'c')), 'server'))?.id ?? '')
  expect(await names()).toEqual(['a', 'c'])
  await over((await deploy.startFleet(given(null, office('a')), 'server'))?.id ?? '')
  await over((await deploy.startFleet(given(null, office('d')), 'server'))?.id ?? '')
  expect(await names()).toEqual(['d'])
})

test('applying a file adds, keeps and removes; exporting gives a file that changes nothing', async () => {
  const { deploy } = await server()
  await over((await deploy.applyFleet(office('a', 'b'), 'u')).id)
  const plan = await deploy.planFleet(office('b', 'c'))
  expect(plan.changes.map(({ action, decky }) => `${action} ${decky}`)).toEqual(['keep b', 'add c', 'remove a'])
  const done = await over((await deploy.applyFleet(office('b', 'c'), 'u')).id)
  expect(done.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'plan done',
    'save done',
    'check b done',
    'start c done',
    'stop a done',
  ])
  const exported = await deploy.exportFleet()
  expect(exported).toEqual({
    name: 'office',
    runtime: 'embedded',
    deckies: [
      { name: 'b', archetype: 'web-server' },
      { name: 'c', archetype: 'web-server' },
    ],
  })
  expect((await deploy.planFleet(JSON.stringify(exported))).changes.every(({ action }) => action === 'keep')).toBe(true)
})

test('a decky is added and removed; names that are taken or unknown are refused', async () => {
  const { deploy } = await server()
  const added = await over((await deploy.addDecky({ name: 'x', services: { redis: null } }, 'u')).id)
  expect(added).toMatchObject({ kind: 'decky.add', state: 'done' })
  await expect(deploy.addDecky({ name: 'x', archetype: 'web-server' }, 'u')).rejects.toMatchObject({ code: 'conflict' })
  await expect(deploy.addDecky({ name: 'y', archetype: 'nope' }, 'u')).rejects.toMatchObject({
    code: 'fleet.invalid',
    fields: [{ path: '/archetype' }],
  })
  await expect(deploy.addDecky({ name: 'y' }, 'u')).rejects.toMatchObject({
    fields: [{ path: '', message: 'needs an archetype or services' }],
  })
  await expect(deploy.removeDecky('nope', 'u')).rejects.toMatchObject({ code: 'not_found' })
  expect(await over((await deploy.removeDecky('x', 'u')).id)).toMatchObject({ kind: 'decky.remove', state: 'done' })
  expect(await deckies.listDesired(store.db)).toEqual([])
  expect(await deploy.startFleet(null, 'system')).not.toBeNull()
})

test('a listener that cannot open fails the operation with its reason', async () => {
  agents.failing.set('a', () => 'EADDRINUSE')
  const { deploy, reconciler } = await server()
  const failed = await over((await deploy.applyFleet(office('a', 'b'), 'u')).id)
  expect(failed).toMatchObject({ state: 'failed', error: 'start a: http: port 80: EADDRINUSE' })
  expect([...reconciler.statuses.values()].map(({ state }) => state).sort()).toEqual(['failed', 'running'])
})

test('a low port that the sensor was refused is moved, and the operation ends well', async () => {
  agents.failing.set('a', (port) => (port < 1024 ? 'listen EACCES: permission denied' : undefined))
  const { deploy } = await server()
  expect((await over((await deploy.applyFleet(office('a'), 'u')).id)).state).toBe('done')
  const decky = await deckies.getDesired(store.db, 'a')
  expect(decky).toMatchObject({ revision: 2, services: [{ listens: [{ port: 80, bind_port: 20080 }] }] })
  expect((await deploy.planFleet(office('a'))).changes[0]?.action).toBe('keep')
})

test('without an agent an operation fails after a while, and the wish stays', async () => {
  agents.connected = false
  const { deploy, reconciler } = await server()
  const failed = await over((await deploy.applyFleet(office('a'), 'u')).id)
  expect(failed.error).toMatch(/start a: gave up: no agent is connected/)
  expect([...reconciler.statuses.values()].map(({ state }) => state)).toEqual(['unreachable'])
  agents.connected = true
  expect((await over((await deploy.applyFleet(office('a'), 'u')).id)).state).toBe('done')
})

test('an operation that a dead server left goes on under the next', async () => {
  const dead = new Deploy({ store, bus: await openBus('memory:'), installation: home, host, clock, wake: () => undefined })
  const { id } = await dead.applyFleet(office('a'), 'u')
  // The dead server held the lease, and was away for longer than an operation waits.
  await leases.acquire(store, { name: 'reconciler', holder: 'dead', ttl_ms: 4000, now: clock.now() })
  clock.advance(120_000)
  await server('b')
  expect((await over(id)).state).toBe('done')
})

test('of two servers, only the holder of the lease gives orders', async () => {
  const idle = new FakeAgents(store, () => clock.now())
  const first = await server('a')
  const done = await over((await first.deploy.applyFleet(office('a'), 'u')).id)
  expect(done.state).toBe('done')
  await server('b', idle)
  await over((await first.deploy.applyFleet(office('a', 'b'), 'u')).id)
  expect(idle.orders).toEqual([])
  expect(agents.orders.length).toBeGreaterThan(1)
})

test('a decky that the agent runs and nobody wants is removed', async () => {
  await server()
  const stray = '00000000-0000-4000-8000-000000000077'
  agents.say({ say: 'report', report: { decky_id: stray, revision: 1, state: 'running', detail: '' } })
  const deadline = Date.now() + 10_000
  while (agents.orders.length === 0 && Date.now() < deadline) await systemClock.sleep(5)
  expect(agents.orders).toEqual([{ order: 'remove', decky_id: stray }])
})

test('changes made at once are planned one after another', async () => {
  const { deploy } = await server()
  const names = Array.from({ length: 8 }, (_, index) => `n-${index}`)
  await Promise.all(names.map((name) => deploy.addDecky({ name, archetype: 'cache-server' }, 'u')))
  const all = await deckies.listDesired(store.db)
  expect(all.map(({ name }) => name)).toEqual(names)
  expect(new Set(all.map(({ address }) => address)).size).toBe(8)
  expect(new Set(all.map(({ hostname }) => hostname)).size).toBe(8)
})
