// What every transport must do, as test cases without a test runner: a transport's test registers each of them.
import { strict as assert } from 'node:assert'
import type { Bus, BusMessage, Subscription } from './bus.ts'

/** Two ends of one transport: what one publishes the other receives (for `memory:` they are the same bus). */
export interface BusUnderTest {
  readonly near: Bus
  readonly far: Bus
  close(): Promise<void>
}

export interface ConformanceCase {
  readonly name: string
  run(bus: BusUnderTest): Promise<void>
}

/** Reads `count` messages; the transport's test bounds how long. */
async function take(subscription: Subscription, count: number): Promise<BusMessage[]> {
  const taken: BusMessage[] = []
  if (count === 0) return taken
  for await (const message of subscription) if (taken.push(message) === count) break
  return taken
}

const delivery: ConformanceCase[] = [
  {
    name: 'delivers topic and payload to whoever matches, in the order of publishing',
    async run({ near, far }) {
      const all = far.subscribe('event.>')
      const one = far.subscribe('event.*.command.ran')
      await far.flush()
      near.publish('event.web-01.request.made', { n: 1 })
      near.publish('decky.web-01.state', { n: 2 })
      near.publish('event.web-01.command.ran', { n: 3 })
      await near.flush()
      assert.deepEqual(await take(all, 2), [
        { topic: 'event.web-01.request.made', payload: { n: 1 } },
        { topic: 'event.web-01.command.ran', payload: { n: 3 } },
      ])
      assert.deepEqual(await take(one, 1), [{ topic: 'event.web-01.command.ran', payload: { n: 3 } }])
    },
  },
  {
    name: 'gives nothing that was published before the subscription, or to one that has ended',
    async run({ near, far }) {
      near.publish('a.b', 0)
      await near.flush()
      const ended = far.subscribe('a.*')
      await ended[Symbol.asyncDispose]()
      const standing = far.subscribe('a.*')
      await far.flush()
      near.publish('a.b', 1)
      assert.deepEqual(await take(standing, 1), [{ topic: 'a.b', payload: 1 }])
      for await (const message of ended) assert.fail(`an ended subscription gave ${message.topic}`)
    },
  },
  {
    name: 'a slow subscriber slows nobody: its oldest messages are dropped and counted',
    async run({ near, far }) {
      const slow = far.subscribe('n.*', { limit: 3 })
      const quick = far.subscribe('n.*', { limit: 100 })
      await far.flush()
      for (let n = 0; n < 10; n++) near.publish('n.x', n)
      await near.flush()
      assert.deepEqual(
        (await take(quick, 10)).map((message) => message.payload),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      )
      const figures = far.stats().subscriptions.find((entry) => entry.pattern === 'n.*')
      assert.deepEqual(figures, { pattern: 'n.*', queued: 3, dropped: 7 })
      assert.equal(slow.dropped, 7)
      assert.deepEqual(
        (await take(slow, 3)).map((message) => message.payload),
        [7, 8, 9],
      )
      assert.equal(far.stats().dropped, 7)
    },
  },
]

const endings: ConformanceCase[] = [
  {
    name: 'closing ends subscriptions after what they have queued, and refuses more',
    async run({ near, far }) {
      const subscription = far.subscribe('>')
      await far.flush()
      near.publish('last.words', 'x')
      await near.flush()
      await far.close()
      const heard: unknown[] = []
      for await (const message of subscription) heard.push(message.payload)
      assert.deepEqual(heard, ['x'])
      await far.close()
      assert.throws(() => far.publish('a', 1), { code: 'conflict' })
      assert.throws(() => far.subscribe('a'), { code: 'conflict' })
    },
  },
  {
    name: 'a waiting reader is released when its subscription is disposed',
    async run({ far }) {
      const subscription = far.subscribe('quiet')
      const reading = take(subscription, 1)
      await subscription[Symbol.asyncDispose]()
      assert.deepEqual(await reading, [])
      assert.deepEqual(far.stats().subscriptions, [])
    },
  },
  {
    name: 'refuses what breaks the grammar',
    run({ near }) {
      for (const topic of ['', '.', 'a.', '.a', 'a..b', 'a.*', '>', 'a b', 'a\tb', 'a*']) {
        assert.throws(() => near.publish(topic, 1), { code: 'request.invalid' }, `topic ${JSON.stringify(topic)}`)
      }
      for (const pattern of ['', 'a.', 'a..b', '>.a', 'a.>.b', 'a*', 'a.b>', 'a b']) {
        assert.throws(() => near.subscribe(pattern), { code: 'request.invalid' }, `pattern ${JSON.stringify(pattern)}`)
      }
      assert.throws(() => near.subscribe('a', { limit: 0 }), { code: 'request.invalid' })
      return Promise.resolve()
    },
  },
]

/** The suite: `for (const { name, run } of busConformance) test(name, async () => run(await open()))`. */
export const busConformance: readonly ConformanceCase[] = [...delivery, ...endings]
