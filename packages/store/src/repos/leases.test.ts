// Leases and the cursors under them: one holder at a time, and a lost one is found out.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../conformance.ts'
import type { TestStore } from '../testing.ts'
import * as cursors from './cursors.ts'
import * as leases from './leases.ts'

describe.each(dialects)('leases on $name', ({ open }) => {
  let store: TestStore
  beforeAll(async () => {
    store = await open()
  })
  afterAll(() => store.close())
  const take = (name: string, holder: string, now: number) => leases.acquire(store, { name, holder, ttl_ms: 100, now })

  test('is held by one until it expires, and the fence rises with the holder', async () => {
    expect(await take('a', 'one', 1_000)).toEqual({ fence: 1 })
    expect(await take('a', 'two', 1_099)).toBeNull()
    expect(await take('a', 'one', 1_050)).toEqual({ fence: 1 })
    expect(await take('a', 'two', 1_149)).toBeNull()
    expect(await take('a', 'two', 1_150)).toEqual({ fence: 2 })
    expect(await take('a', 'one', 1_160)).toBeNull()
    expect(await leases.get(store.db, 'a')).toEqual({ name: 'a', holder: 'two', fence: 2, expires_at: 1_250 })
  })

  test('is renewed by its holder only', async () => {
    await take('b', 'one', 0)
    expect(await leases.renew(store, { name: 'b', holder: 'one', fence: 1, ttl_ms: 500, now: 10 })).toBe(true)
    expect(await leases.renew(store, { name: 'b', holder: 'two', fence: 1, ttl_ms: 500, now: 10 })).toBe(false)
    expect(await leases.renew(store, { name: 'b', holder: 'one', fence: 2, ttl_ms: 500, now: 10 })).toBe(false)
    expect(await take('b', 'two', 509)).toBeNull()
  })

  test('given back, it is free at once, and the next fence is another', async () => {
    await take('c', 'one', 0)
    await leases.release(store, { name: 'c', holder: 'two', fence: 1 })
    expect(await take('c', 'two', 1)).toBeNull()
    await leases.release(store, { name: 'c', holder: 'one', fence: 1 })
    expect(await take('c', 'two', 1)).toEqual({ fence: 2 })
  })

  test('of many who ask at once, one gets it', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => take('d', `h${index}`, 0)))
    expect(answers.filter((held) => held !== null)).toEqual([{ fence: 1 }])
  })

  test('a cursor moves with its lease', async () => {
    await take('e', 'one', 0)
    expect(await cursors.read(store.db, 'e')).toBe(0)
    await store.write((tx) => cursors.advance(tx, { name: 'e', holder: 'one', fence: 1, cursor: 7, now: 5 }))
    expect(await cursors.read(store.db, 'e')).toBe(7)
    await store.write((tx) => cursors.fail(tx, { name: 'e', error: 'why', now: 6 }))
    expect((await cursors.list(store.db)).filter((row) => row.name === 'e')).toEqual([
      { name: 'e', cursor: 7, updated: 6, last_error: 'why' },
    ])
    await store.write((tx) => cursors.advance(tx, { name: 'e', holder: 'one', fence: 1, cursor: 9, now: 7 }))
    expect((await cursors.list(store.db)).filter((row) => row.name === 'e')).toEqual([
      { name: 'e', cursor: 9, updated: 7, last_error: null },
    ])
  })

  test('who lost the lease moves no cursor, and what came with it is undone', async () => {
    await take('f', 'one', 0)
    await take('f', 'two', 100)
    const late = store.write(async (tx) => {
      await cursors.fail(tx, { name: 'g', error: 'written before the check', now: 1 })
      await cursors.advance(tx, { name: 'f', holder: 'one', fence: 1, cursor: 5, now: 1 })
    })
    await expect(late).rejects.toMatchObject({ code: 'fence.lost' })
    expect(await cursors.read(store.db, 'f')).toBe(0)
    expect((await cursors.list(store.db)).map((row) => row.name)).not.toContain('g')
    // The old holder, back again, has another fence: its old one stays worthless.
    await take('f', 'one', 200)
    const old = store.write((tx) => cursors.advance(tx, { name: 'f', holder: 'one', fence: 1, cursor: 5, now: 1 }))
    await expect(old).rejects.toMatchObject({ code: 'fence.lost' })
    const never = store.write((tx) => cursors.advance(tx, { name: 'no lease', holder: 'one', fence: 1, cursor: 5, now: 1 }))
    await expect(never).rejects.toMatchObject({ code: 'fence.lost' })
  })
})
