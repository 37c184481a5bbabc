// The memory transport passes the suite that all transports share.
import { expect, test } from 'vitest'
import { busConformance } from './conformance.ts'
import { openMemoryBus } from './memory.ts'
import { openBus } from './open.ts'

for (const { name, run } of busConformance) {
  test(name, async () => {
    const bus = openMemoryBus()
    await run({ near: bus, far: bus, close: () => bus.close() })
    await bus.close()
  })
}

test('a queue much longer than its limit keeps the newest, whoever reads meanwhile', async () => {
  const bus = await openBus('memory:')
  const subscription = bus.subscribe('n', { limit: 2000 })
  const reader = subscription[Symbol.asyncIterator]()
  for (let n = 0; n < 10_000; n++) bus.publish('n', n)
  expect((await reader.next()).value).toEqual({ topic: 'n', payload: 8000 })
  for (let n = 0; n < 5_000; n++) bus.publish('n', 10_000 + n)
  expect((await reader.next()).value).toEqual({ topic: 'n', payload: 13_000 })
  expect(bus.stats()).toMatchObject({ published: 15_000, dropped: 12_999 })
  await bus.close()
})

test('an unknown scheme is refused by name, and the known ones are said', async () => {
  await expect(openBus('nats://127.0.0.1')).rejects.toMatchObject({ code: 'config.invalid', message: expect.stringContaining('memory:') })
  await expect(openBus('')).rejects.toMatchObject({ code: 'config.invalid' })
  await expect(openBus('constructor:')).rejects.toMatchObject({ code: 'config.invalid' })
})
