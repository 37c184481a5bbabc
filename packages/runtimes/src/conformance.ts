// The suite that every runtime must pass: the same story told to each, with real processes.
import type { DeckySpec, Runtime, RuntimeReport } from '@decnet/kernel'
import { expect, test } from 'vitest'

/** A runtime under test, and what the suite must be able to do to it from outside. */
export interface RuntimeUnderTest {
  /** Opens the runtime on the place of this test; again after a close it must find what is left. */
  open(): Promise<Runtime>
  /** A spec that this runtime can run, unlike those of other numbers. */
  spec(number: number, revision?: number): DeckySpec
  /** The revision that really runs, or null when the decky does not: asked of the decky, not of the runtime. */
  runs(spec: DeckySpec): Promise<number | null>
  /** Kills the process that runs the decky, as a crash would. */
  crash(spec: DeckySpec): Promise<void>
  /** Ends whatever a failed test left. */
  clear(): Promise<void>
}

const DEADLINE = 10_000

/** Follows a runtime's reports: the last word on each decky. */
export class Follower {
  readonly said: RuntimeReport[] = []
  readonly #last = new Map<string, RuntimeReport>()
  #wake: () => void = () => undefined

  constructor(runtime: Runtime) {
    void this.#follow(runtime)
  }

  /** Waits for a decky to be in a state, and shows what was said instead. */
  async waitFor(
    deckyId: string,
    wanted: Partial<RuntimeReport>,
    when: (report: RuntimeReport) => boolean = () => true,
  ): Promise<RuntimeReport> {
    const until = Date.now() + DEADLINE
    while (true) {
      const last = this.#last.get(deckyId)
      if (last && when(last) && Object.entries(wanted).every(([key, value]) => last[key as keyof RuntimeReport] === value)) return last
      const left = until - Date.now()
      if (left <= 0) throw new Error(`wanted ${JSON.stringify(wanted)}, heard ${JSON.stringify(this.said)}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  async #follow(runtime: Runtime): Promise<void> {
    for await (const report of runtime.report()) {
      this.said.push(report)
      this.#last.set(report.decky_id, report)
      this.#wake()
    }
  }
}

type Story = readonly [name: string, run: (under: RuntimeUnderTest) => Promise<void>]

const stories: readonly Story[] = [
  [
    'applied deckies run, and a new revision replaces the old',
    async (under) => {
      const runtime = await under.open()
      const follower = new Follower(runtime)
      const spec = under.spec(1)
      await runtime.apply(spec)
      await runtime.apply(spec)
      await follower.waitFor(spec.decky_id, { state: 'running', revision: 1 })
      expect(await under.runs(spec)).toBe(1)
      await runtime.apply(under.spec(1, 2))
      await follower.waitFor(spec.decky_id, { state: 'running', revision: 2 })
      expect(await under.runs(spec)).toBe(2)
      await runtime.stopAll()
      expect(await under.runs(spec)).toBeNull()
    },
  ],
  [
    'a removed decky is gone and the others stay; removing the unknown is gone too',
    async (under) => {
      const runtime = await under.open()
      const follower = new Follower(runtime)
      const [one, two] = [under.spec(1), under.spec(2)]
      await Promise.all([runtime.apply(one), runtime.apply(two)])
      await follower.waitFor(one.decky_id, { state: 'running' })
      await follower.waitFor(two.decky_id, { state: 'running' })
      await runtime.remove(one.decky_id)
      await follower.waitFor(one.decky_id, { state: 'gone' })
      expect([await under.runs(one), await under.runs(two)]).toEqual([null, 1])
      await runtime.remove(under.spec(9).decky_id)
      await follower.waitFor(under.spec(9).decky_id, { state: 'gone' })
      await runtime.remove(two.decky_id)
      await follower.waitFor(two.decky_id, { state: 'gone' })
      await runtime.apply(under.spec(2, 5))
      await follower.waitFor(two.decky_id, { state: 'running', revision: 5 })
      await runtime.stopAll()
    },
  ],
  [
    'closing leaves deckies running; the next runtime finds them and can change, remove and stop them',
    async (under) => {
      const first = await under.open()
      const before = new Follower(first)
      const [one, two] = [under.spec(1), under.spec(2)]
      await first.apply(one)
      await first.apply(two)
      const { since } = await before.waitFor(one.decky_id, { state: 'running' })
      await before.waitFor(two.decky_id, { state: 'running' })
      await first.close()
      expect(await under.runs(one)).toBe(1)

      const second = await under.open()
      const follower = new Follower(second)
      expect((await follower.waitFor(one.decky_id, { state: 'running', revision: 1 })).since).toBe(since)
      await second.remove(one.decky_id)
      await follower.waitFor(one.decky_id, { state: 'gone' })
      expect(await under.runs(two)).toBe(1)
      await second.apply(under.spec(2, 2))
      await follower.waitFor(two.decky_id, { state: 'running', revision: 2 })
      await second.stopAll()
      expect(await under.runs(two)).toBeNull()
    },
  ],
  [
    'a crashed decky is reported and started again with its latest spec',
    async (under) => {
      const runtime = await under.open()
      const follower = new Follower(runtime)
      const spec = under.spec(1, 3)
      await runtime.apply(spec)
      const { since = 0 } = await follower.waitFor(spec.decky_id, { state: 'running' })
      await under.crash(spec)
      await follower.waitFor(spec.decky_id, { state: 'running', revision: 3 }, (report) => (report.since ?? 0) > since)
      expect(await under.runs(spec)).toBe(3)
      await runtime.stopAll()
    },
  ],
  [
    'a decky that crashed while no runtime was there is reported gone, and runs when applied again',
    async (under) => {
      const first = await under.open()
      const before = new Follower(first)
      const spec = under.spec(1)
      await first.apply(spec)
      await before.waitFor(spec.decky_id, { state: 'running' })
      await first.close()
      await under.crash(spec)

      const second = await under.open()
      const follower = new Follower(second)
      await second.apply(spec)
      await follower.waitFor(spec.decky_id, { state: 'running' })
      expect(await under.runs(spec)).toBe(1)
      await second.stopAll()
    },
  ],
  [
    'reports begin with the present state and end with the runtime',
    async (under) => {
      const runtime = await under.open()
      const follower = new Follower(runtime)
      const spec = under.spec(1)
      await runtime.apply(spec)
      await follower.waitFor(spec.decky_id, { state: 'running' })
      const late = new Follower(runtime)
      await late.waitFor(spec.decky_id, { state: 'running', revision: 1 })
      const stream = runtime.report()
      await runtime.stopAll()
      const rest: RuntimeReport[] = []
      for await (const report of stream) rest.push(report)
      expect(rest.every(({ state }) => state === 'gone')).toBe(true)
      await expect(runtime.apply(spec)).rejects.toMatchObject({ code: 'conflict' })
    },
  ],
]

/** Declares the tests. `make` is called for each and gives a place of its own. */
export function runtimeConformance(make: () => Promise<RuntimeUnderTest>): void {
  test.each(stories)(
    '%s',
    async (_name, run) => {
      const under = await make()
      try {
        await run(under)
      } finally {
        await under.clear()
      }
    },
    60_000,
  )
}
