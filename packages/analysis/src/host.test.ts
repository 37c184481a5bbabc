// The host: leases, isolation, replays, and cursors that only a holder moves.
import { type Bus, openBus } from '@decnet/bus'
import { type Operation, systemClock } from '@decnet/kernel'
import { cursors, events, findings, leases, operations } from '@decnet/store'
import { openTestStore, type TestStore } from '@decnet/store/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Analyzer, defineAnalyzer } from './analyzer.ts'
import { append, opened, ran, START, until } from './fixture.ts'
import { AnalysisHost, type AnalysisHostOptions } from './host.ts'

let store: TestStore
let bus: Bus
let hosts: AnalysisHost[] = []
beforeEach(async () => {
  store = await openTestStore()
  bus = await openBus('memory:')
  hosts = []
})
afterEach(async () => {
  await Promise.all(hosts.map((host) => host.stop()))
  await bus.close()
  await store.close()
})

async function host(options: Partial<AnalysisHostOptions> = {}): Promise<AnalysisHost> {
  const made = new AnalysisHost({ store, bus, holder: 'first', poll_ms: 5, ...options })
  hosts.push(made)
  await made.start()
  return made
}

/** An analyzer that notes what it is given. */
function noting(name: string, on: Analyzer['on'] = 'every', fail: () => boolean = () => false) {
  const seen: number[] = []
  const cleared: number[] = []
  const analyzer = defineAnalyzer({
    name,
    title: name,
    on,
    run(batch) {
      if (fail()) return Promise.reject(new Error(`${name} is broken`))
      seen.push(...batch.map((event) => event.seq))
      return Promise.resolve()
    },
    clear() {
      cleared.push(seen.length)
      return Promise.resolve()
    },
    tables: [],
  })
  return { analyzer, seen, cleared }
}

const cursor = (name: string) => cursors.read(store.db, name)
const reaches = (name: string, seq: number) =>
  until(
    () => cursor(name),
    (at) => at === seq,
  )

function replayOf(subject: string): Operation {
  const marks = { error: null, created_by: 'test', created: START, updated: START }
  return { id: crypto.randomUUID(), kind: 'analysis.replay', subject, state: 'queued', input: {}, steps: [], ...marks }
}

test('gives each analyzer the kinds it wants, in seq order, each once; the cursor passes over the others', async () => {
  const [every, some] = [noting('every'), noting('some', ['command.ran'])]
  await append(store, [opened(), ran(), opened(), ran(), opened()])
  const running = await host({ analyzers: [every.analyzer, some.analyzer], batch: 2 })
  await reaches('every', 5)
  await reaches('some', 5)
  expect({ every: every.seen, some: some.seen }).toEqual({ every: [1, 2, 3, 4, 5], some: [2, 4] })
  await append(store, [ran()])
  await reaches('some', 6)
  expect(some.seen).toEqual([2, 4, 6])
  expect(running.stats()).toMatchObject([{ name: 'every' }, { name: 'some', held: true, cursor: 6, lag: 0, last_error: null }])
})

test('an analyzer that throws is held up alone; its error is there to see, and it goes on where it stood', async () => {
  let broken = true
  const [bad, good] = [noting('bad', 'every', () => broken), noting('good')]
  await append(store, [opened(), ran()])
  const running = await host({
    analyzers: [bad.analyzer, good.analyzer],
    clock: { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(5, signal) },
  })
  await reaches('good', 2)
  const rows = await until(
    () => cursors.list(store.db),
    (all) => all.some((row) => row.last_error !== null),
  )
  expect(rows.find((row) => row.name === 'bad')).toMatchObject({ cursor: 0, last_error: 'bad is broken' })
  expect(running.stats()[0]).toMatchObject({ last_error: 'bad is broken', lag: 2 })
  broken = false
  await reaches('bad', 2)
  expect(bad.seen).toEqual([1, 2])
  expect((await cursors.list(store.db)).find((row) => row.name === 'bad')?.last_error).toBeNull()
})

test('two hosts: one works; the other goes on when the first has stopped', async () => {
  const [one, two] = [noting('a'), noting('a')]
  await append(store, [opened()])
  const first = await host({ analyzers: [one.analyzer] })
  await reaches('a', 1)
  await host({ analyzers: [two.analyzer], holder: 'second' })
  await append(store, [ran()])
  await reaches('a', 2)
  expect({ one: one.seen, two: two.seen }).toEqual({ one: [1, 2], two: [] })
  await first.stop()
  await append(store, [ran()])
  await reaches('a', 3)
  expect(two.seen).toEqual([3])
})

test('a host whose lease was stolen cannot move the cursor nor write rows', async () => {
  const thief = { name: 'a', holder: 'thief', ttl_ms: 60_000 }
  let stolen = false
  const seen: number[] = []
  const analyzer = defineAnalyzer({
    ...noting('a').analyzer,
    async run(batch, { announce }) {
      seen.push(...batch.map((event) => event.seq))
      announce({
        topic: 'attacker.observed',
        subject: 'x',
        natural_key: 'x',
        time: START,
        payload: { attacker_uuid: crypto.randomUUID(), ip: 'x', decky: 'x', service: null },
      })
    },
  })
  // Between reading its batch and writing it, the host loses its lease.
  const slow = {
    ...store,
    db: store.db,
    async write<Result>(run: Parameters<typeof store.write<Result>>[0]) {
      if (!stolen && (await leases.get(store.db, 'a'))?.holder === 'first') {
        stolen = true
        await leases.acquire(store, { ...thief, now: systemClock.now() + 3_600_000 })
      }
      return await store.write(run)
    },
  }
  await append(store, [opened()])
  const running = await host({ analyzers: [analyzer], store: slow })
  await until(
    () => running.stats()[0],
    (stats) => stats?.held === false && stats.failures > 0,
  )
  expect(running.stats()[0]).toMatchObject({ cursor: 0, last_error: expect.stringContaining('fence') })
  expect({ cursor: await cursor('a'), findings: await findings.head(store.db), seen }).toEqual({ cursor: 0, findings: 0, seen: [] })
})

test('a replay clears, runs from the beginning to the head and says so; one cut off in the middle is gone on with', async () => {
  const one = noting('a')
  await append(
    store,
    Array.from({ length: 10 }, () => ran()),
  )
  const operation = replayOf('a')
  let left = Number.POSITIVE_INFINITY
  const dying = defineAnalyzer({
    ...one.analyzer,
    run: (batch, tools) =>
      left-- > 0 ? one.analyzer.run(batch, tools) : new Promise<void>((_resolve, reject) => reject(new Error('killed'))),
  })
  const first = await host({ analyzers: [dying], batch: 3 })
  await reaches('a', 10)
  left = 2
  await store.write((tx) => operations.create(tx, operation))
  await until(
    () => first.stats()[0]?.failures ?? 0,
    (failures) => failures > 0,
  )
  await first.stop()
  expect(await operations.get(store.db, operation.id)).toMatchObject({
    state: 'running',
    steps: [{ state: 'done' }, { detail: '6 of 10' }],
  })
  const two = noting('a')
  await host({ analyzers: [two.analyzer], batch: 3, holder: 'second' })
  const done = await until(
    () => operations.get(store.db, operation.id),
    (now) => now?.state === 'done',
  )
  expect(done?.steps).toMatchObject([
    { name: 'clear', state: 'done' },
    { name: 'run', state: 'done', detail: '10 of 10' },
    { name: 'compare', state: 'done', detail: expect.stringMatching(/^0 rows, digest [0-9a-f]{64}: equal$/) },
  ])
  expect({ cleared: one.cleared, again: two.cleared, rest: two.seen }).toEqual({ cleared: [10], again: [], rest: [7, 8, 9, 10] })
  expect(await events.head(store.db)).toBe(10)
})
