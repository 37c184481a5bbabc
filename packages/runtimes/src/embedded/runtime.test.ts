// The embedded runtime: the suite of all runtimes with a stub sensor, and what is its own: sharing, adoption, back-off, pids.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type DeckySpec, socketPath, systemClock } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { Follower, type RuntimeUnderTest, runtimeConformance } from '../conformance.ts'
import { Placement } from './placement.ts'
import { endProcess, isOurs } from './processes.ts'
import { openEmbeddedRuntime } from './runtime.ts'
import { stubSensor } from './stub.ts'

const quiet = { info: () => undefined, warn: () => undefined }

function specOf(number: number, revision = 1): DeckySpec {
  const decky_id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  return {
    decky_id,
    name: `d-${number}`,
    topology_id: null,
    revision,
    os: 'debian-12',
    hostname: 'h',
    address: `127.77.0.${number % 250}`,
    seed: Buffer.alloc(32).toString('base64'),
    installed: 1,
    services: [],
    tarpit: null,
    runtime: 'embedded',
  }
}

interface Place extends RuntimeUnderTest {
  readonly root: string
  readonly sensors: string
  /** Processes by sensor number, as their books say. */
  pidOf(sensor: number): Promise<number | null>
}

async function place(script = stubSensor, under = ''): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'decnet-runtime-'))
  const bundle = join(root, 'sensor.mjs')
  await writeFile(bundle, script)
  const sensors = join(root, under, 'sensors')
  await mkdir(join(root, under), { recursive: true })
  const book = async (n: number): Promise<{ pid: number; deckies: Record<string, number> } | null> => {
    const text = await readFile(join(sensors, String(n), 'book.json'), 'utf8').catch(() => '')
    return text === '' ? null : JSON.parse(text)
  }
  const pidOf = async (n: number) => {
    const pid = (await book(n))?.pid ?? null
    return pid !== null && (await isOurs(pid, { bundle, directory: join(sensors, String(n)) })) ? pid : null
  }
  const numberOf = async (spec: DeckySpec) => {
    for (const n of [1, 2, 3]) if ((await book(n))?.deckies[spec.decky_id] !== undefined) return n
    return 0
  }
  return {
    root,
    sensors,
    pidOf,
    open: () => openEmbeddedRuntime({ directory: sensors, bundle, clock: systemClock, log: quiet }),
    spec: specOf,
    runs: async (spec) => {
      const n = await numberOf(spec)
      return (await pidOf(n)) === null ? null : ((await book(n))?.deckies[spec.decky_id] ?? null)
    },
    crash: async (spec) => {
      const n = await numberOf(spec)
      const pid = await pidOf(n)
      if (pid === null) throw new Error('it does not run')
      process.kill(pid, 'SIGKILL')
      while ((await pidOf(n)) !== null) await systemClock.sleep(5)
    },
    clear: async () => {
      for (const n of [1, 2, 3]) {
        const pid = (await book(n))?.pid
        if (pid !== undefined)
          await endProcess(pid, { bundle, directory: join(sensors, String(n)) }, { clock: systemClock, ordered: false, grace: 4_000 })
      }
      const control = socketPath(join(sensors, '1', 'control.sock'), tmpdir())
      if (!control.startsWith(root)) await rm(dirname(control), { recursive: true, force: true })
      await rm(root, { recursive: true, force: true })
    },
  }
}

runtimeConformance(() => place())

async function using(run: (under: Place) => Promise<void>, under: Promise<Place> = place()): Promise<void> {
  const made = await under
  try {
    await run(made)
  } finally {
    await made.clear()
  }
}

test('64 deckies share a sensor; more go to the next', () =>
  using(async (under) => {
    const runtime = await under.open()
    const follower = new Follower(runtime)
    const specs = Array.from({ length: 130 }, (_, index) => specOf(index + 1))
    await Promise.all(specs.map((spec) => runtime.apply(spec)))
    for (const spec of specs) await follower.waitFor(spec.decky_id, { state: 'running' })
    const pids = await Promise.all([1, 2, 3].map((n) => under.pidOf(n)))
    expect(new Set(pids).size).toBe(3)
    expect(pids).not.toContain(null)
    const counts = [...(await Placement.load(under.sensors)).sensors.values()].map(({ deckies }) => deckies.size)
    expect(counts).toEqual([64, 64, 2])
    await runtime.stopAll()
  }))

test('a sensor that lost its last decky ends', () =>
  using(async (under) => {
    const runtime = await under.open()
    const follower = new Follower(runtime)
    await runtime.apply(specOf(1))
    await follower.waitFor(specOf(1).decky_id, { state: 'running' })
    await runtime.remove(specOf(1).decky_id)
    await follower.waitFor(specOf(1).decky_id, { state: 'gone' })
    const until = Date.now() + 10_000
    while ((await under.pidOf(1)) !== null) {
      if (Date.now() > until) throw new Error(`sensor ${await under.pidOf(1)} still runs`)
      await systemClock.sleep(5)
    }
    await runtime.stopAll()
  }))

test('removing one decky after a restart leaves those that were not told anew', () =>
  using(async (under) => {
    const first = await under.open()
    const before = new Follower(first)
    for (const n of [1, 2]) await first.apply(specOf(n))
    for (const n of [1, 2]) await before.waitFor(specOf(n).decky_id, { state: 'running' })
    await first.close()
    const pid = await under.pidOf(1)
    const second = await under.open()
    const follower = new Follower(second)
    await second.remove(specOf(1).decky_id)
    await follower.waitFor(specOf(1).decky_id, { state: 'gone' })
    await second.apply(specOf(3))
    await follower.waitFor(specOf(3).decky_id, { state: 'running' })
    expect([await under.pidOf(1), await under.runs(specOf(2))]).toEqual([pid, 1])
    await second.stopAll()
  }))

test('without its placement file, a runtime ends sensors whose deckies nobody knows', () =>
  using(async (under) => {
    const first = await under.open()
    const follower = new Follower(first)
    await first.apply(specOf(1))
    await follower.waitFor(specOf(1).decky_id, { state: 'running' })
    await first.close()
    await rm(join(under.sensors, 'placement.json'))
    const second = await under.open()
    const until = Date.now() + 10_000
    while ((await under.pidOf(1)) !== null && Date.now() < until) await systemClock.sleep(5)
    expect(await under.pidOf(1)).toBeNull()
    await second.stopAll()
  }))

test('a sensor that cannot start is reported failed, with how it ended, and is tried on', () =>
  using(async (under) => {
    const runtime = await under.open()
    const follower = new Follower(runtime)
    await runtime.apply(specOf(1))
    const failed = await follower.waitFor(specOf(1).decky_id, { state: 'failed' })
    expect(failed.detail).toMatch(/ended with code 7, 3 times in a row/)
    await writeFile(join(under.root, 'sensor.mjs'), stubSensor)
    await follower.waitFor(specOf(1).decky_id, { state: 'running' })
    await runtime.stopAll()
  }, place('process.exit(7)')))

test('a sensor that hangs is ended and started again', () =>
  using(async (under) => {
    const timing = { watch: 100, greeting: 300, silence: 500, grace: 300 }
    const runtime = await openEmbeddedRuntime({
      directory: under.sensors,
      bundle: join(under.root, 'sensor.mjs'),
      clock: systemClock,
      log: quiet,
      timing,
    })
    const follower = new Follower(runtime)
    await runtime.apply(specOf(1))
    const { since = 0 } = await follower.waitFor(specOf(1).decky_id, { state: 'running' })
    process.kill((await under.pidOf(1)) ?? 0, 'SIGSTOP')
    await follower.waitFor(specOf(1).decky_id, { state: 'running' }, (report) => (report.since ?? 0) > since)
    await runtime.stopAll()
  }))

test('a control socket whose path would be too long lies elsewhere', () =>
  using(
    async (under) => {
      const runtime = await under.open()
      const follower = new Follower(runtime)
      await runtime.apply(specOf(1))
      await follower.waitFor(specOf(1).decky_id, { state: 'running' })
      await runtime.stopAll()
      expect(await under.runs(specOf(1))).toBeNull()
    },
    place(stubSensor, 'x'.repeat(120)),
  ))

test('a process id that belongs to another program by now gets no signal', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const pid = other.pid ?? 0
  try {
    expect(await isOurs(pid, { bundle: '/x/sensor.mjs', directory: '/x/sensors/1' })).toBe(false)
    expect(
      await endProcess(pid, { bundle: '/x/sensor.mjs', directory: '/x/sensors/1' }, { clock: systemClock, ordered: false, grace: 4_000 }),
    ).toBe(true)
    expect(other.exitCode).toBeNull()
    expect(other.signalCode).toBeNull()
  } finally {
    other.kill()
  }
})

test('a broken placement file is an empty placement', () =>
  using(async (under) => {
    for (const text of ['', '{', '{"sensors":{"x":1}}', '{"sensors":{"1":{"pid":"a","deckies":{}}}}', 'null']) {
      await mkdir(under.sensors, { recursive: true })
      await writeFile(join(under.sensors, 'placement.json'), text)
      expect((await Placement.load(under.sensors)).sensors.size).toBe(0)
    }
  }))
