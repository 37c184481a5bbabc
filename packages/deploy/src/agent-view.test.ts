// Convergence: whatever is wanted, lost, restarted or crashed, in the end the agent runs exactly what is wanted.
import type { AgentMessage, AgentOrder, DesiredDecky, ReportedDecky, RuntimeReport } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AgentView } from './agent-view.ts'
import { sampleDecky, sampleId, sampleReport } from './sample.ts'
import { deckyStatus } from './state.ts'

/** A world of one server and one agent with sensors, where messages may be lost. */
class World {
  readonly desired = new Map<string, DesiredDecky>()
  readonly reported = new Map<string, ReportedDecky>()
  /** What really runs: survives the agent. */
  readonly running = new Map<string, { decky: DesiredDecky; since: number }>()
  view = new AgentView()
  now = 1000
  connected = true
  sentOrders = 0
  #revision = 0

  constructor() {
    this.greet()
  }

  want(n: number): void {
    const before = this.desired.get(sampleId(n))
    // A decky that comes back has a new id in truth; the revision alone must be enough to tell it apart here.
    this.desired.set(sampleId(n), sampleDecky(n, { revision: ++this.#revision, created: before?.created ?? this.now }))
  }

  unwant(n: number): void {
    this.desired.delete(sampleId(n))
  }

  /** The agent connects: it says hello and what it knows. */
  greet(): void {
    this.connected = true
    this.#toServer({ say: 'hello', host: 'h', runtimes: ['embedded'], pid: 1 }, false)
    for (const id of this.running.keys()) this.#report(id, false)
  }

  restartServer(): void {
    this.view = new AgentView()
    this.greet()
  }

  /** A sensor crashed; with an agent it starts again and takes its specs, without it stays down. */
  crash(n: number, lost: boolean): void {
    const run = this.running.get(sampleId(n))
    if (!run) return
    if (this.connected) {
      run.since = this.now
      this.#configured(run.decky)
      this.#report(sampleId(n), lost)
    } else this.running.delete(sampleId(n))
  }

  step(lost: (order: AgentOrder) => boolean): void {
    this.now += 250
    if (!this.connected) return
    const orders = this.view.orders({ desired: this.desired, reported: this.reported, leaving: new Set() }, () => '', this.now)
    this.sentOrders += orders.length
    for (const order of orders) if (!lost(order)) this.#obey(order, lost)
  }

  converged(): boolean {
    const states = [...this.desired.values()].map((desired) =>
      deckyStatus({
        desired,
        reported: this.reported.get(desired.id) ?? null,
        runtime: this.view.runtime(desired.id),
        connected: this.connected,
      }),
    )
    const exact =
      this.running.size === this.desired.size &&
      [...this.desired].every(([id, { revision }]) => this.running.get(id)?.decky.revision === revision)
    return exact && states.every(({ state }) => state === 'running')
  }

  #obey(order: AgentOrder, lost: (order: AgentOrder) => boolean): void {
    if (order.order === 'apply') {
      const { decky_id, revision, name } = order.decky
      const decky = { ...sampleDecky(Number(name.slice(2))), id: decky_id, revision }
      this.running.set(decky_id, { decky, since: this.running.get(decky_id)?.since ?? this.now })
      if (!lost(order)) this.#configured(decky)
      this.#report(decky_id, lost(order))
    } else {
      this.running.delete(order.decky_id)
      this.#toServer({ say: 'report', report: gone(order.decky_id) }, lost(order))
    }
  }

  /** Through the spool and ingest, in another way than the agent's messages. */
  #configured(decky: DesiredDecky): void {
    this.reported.set(decky.id, sampleReport(decky, this.now))
  }

  #report(decky_id: string, lost: boolean): void {
    const run = this.running.get(decky_id)
    if (!run) return
    this.#toServer(
      { say: 'report', report: { decky_id, revision: run.decky.revision, state: 'running', detail: '', since: run.since } },
      lost,
    )
  }

  #toServer(message: AgentMessage, lost: boolean): void {
    if (!lost) this.view.hear(message)
  }
}

function gone(decky_id: string): RuntimeReport {
  return { decky_id, revision: 0, state: 'gone', detail: '' }
}

const deed = fc.oneof(
  fc.record({ kind: fc.constant('want' as const), n: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('unwant' as const), n: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('crash' as const), n: fc.integer({ min: 1, max: 5 }), lost: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('step' as const, 'leave' as const, 'come' as const, 'server' as const) }),
)

type Deed = typeof deed extends fc.Arbitrary<infer Value> ? Value : never

function doDeed(world: World, what: Deed, lost: () => boolean): void {
  if (what.kind === 'want') world.want(what.n)
  else if (what.kind === 'unwant') world.unwant(what.n)
  else if (what.kind === 'crash') world.crash(what.n, what.lost)
  else if (what.kind === 'leave') world.connected = false
  else if (what.kind === 'come') world.greet()
  else if (what.kind === 'server') world.restartServer()
  else world.step(lost)
}

test('any sequence of wishes, restarts, crashes and losses converges, and then nothing more is sent', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), fc.infiniteStream(fc.boolean()), (deeds, losses) => {
      const world = new World()
      const lost = () => losses.next().value === true
      for (const what of deeds) doDeed(world, what, lost)
      if (!world.connected) world.greet()
      do world.step(() => false)
      while (!world.converged() && world.now < 1_000_000)
      expect([...world.running.keys()].sort()).toEqual([...world.desired.keys()].sort())
      expect(world.converged()).toBe(true)
      // What is not confirmed yet is asked once more.
      for (let steps = 0; steps < 300; steps++) world.step(() => false)
      const before = world.sentOrders
      for (let steps = 0; steps < 600; steps++) world.step(() => false)
      expect(world.sentOrders).toBe(before)
    }),
    { numRuns: 500 },
  )
}, 60_000)

test('orders without effect are repeated with growing patience, not at every look', () => {
  const world = new World()
  world.want(1)
  for (let steps = 0; steps < 4 * 600; steps++) world.step(() => true)
  expect(world.sentOrders).toBeGreaterThan(8)
  expect(world.sentOrders).toBeLessThan(20)
})

test('nothing is said before the agent has said hello, and all of it again after the next hello', () => {
  const view = new AgentView()
  const decky = sampleDecky(1)
  const wants = { desired: new Map([[decky.id, decky]]), reported: new Map(), leaving: new Set<string>() }
  const look = () => view.orders(wants, () => 'c2VlZA==', 1).map(({ order }) => order)
  expect(look()).toEqual([])
  view.hear({ say: 'hello', host: 'h', runtimes: ['embedded'], pid: 1 })
  expect(look()).toEqual(['apply'])
  expect(look()).toEqual([])
  view.hear({ say: 'hello', host: 'h', runtimes: ['embedded'], pid: 2 })
  expect(look()).toEqual(['apply'])
})

test('removals come before what takes their place', () => {
  const view = new AgentView()
  view.hear({ say: 'hello', host: 'h', runtimes: ['embedded'], pid: 1 })
  view.hear({ say: 'report', report: { decky_id: sampleId(7), revision: 1, state: 'running', detail: '' } })
  const decky = sampleDecky(1)
  const wants = { desired: new Map([[decky.id, decky]]), reported: new Map(), leaving: new Set([sampleId(8)]) }
  expect(view.orders(wants, () => '', 1).map((order) => (order.order === 'remove' ? order.decky_id : order.decky.name))).toEqual([
    sampleId(7),
    sampleId(8),
    'd-1',
  ])
})
