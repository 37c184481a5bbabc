// Two ingesters that commit at random moments, and one reader that follows by a cursor: nothing skipped, nothing doubled.
// DECNET_SOAK_MS makes it run for that long.
import { uuidv7Source } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { dialects, sampleEvent } from './conformance.ts'
import * as cursors from './repos/cursors.ts'
import * as events from './repos/events.ts'
import * as leases from './repos/leases.ts'
import { openStore, type Store } from './store.ts'

const DURATION_MS = Number(process.env.DECNET_SOAK_MS ?? 3_000)

/** A random source that a number decides (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Appends batches, some of them again and some in a transaction that fails, and holds each for a while before its end. */
async function ingest(store: Store, seed: number, until: number): Promise<string[]> {
  const random = seeded(seed)
  const nextId = uuidv7Source(Date.now)
  const committed: string[] = []
  let before: ReturnType<typeof sampleEvent>[] = []
  while (Date.now() < until) {
    const fresh = Array.from({ length: 1 + Math.floor(random() * 40) }, () => sampleEvent({ id: nextId(), time: Date.now() }))
    const batch = random() < 0.3 ? [...before, ...fresh] : fresh
    const fails = random() < 0.15
    try {
      await store.write(async (tx) => {
        if (random() < 0.5) await pause(random() * 12)
        await events.append(tx, batch)
        await pause(random() * 12)
        if (fails) throw new Error('on purpose')
      })
      committed.push(...fresh.map((event) => event.id))
      before = fresh
    } catch (error) {
      if (!fails) throw error
    }
    if (random() < 0.5) await pause(random() * 12)
  }
  return committed
}

/** Follows the log from the stored cursor on, as an analyzer does, until it was told to end and has come to the head. */
async function follow(store: Store, ended: () => boolean): Promise<{ ids: string[]; seqs: number[] }> {
  const holder = 'follower'
  const held = await leases.acquire(store, { name: 'follow', holder, ttl_ms: 600_000, now: Date.now() })
  if (!held) throw new Error('The lease is taken')
  const ids: string[] = []
  const seqs: number[] = []
  for (;;) {
    const last = ended()
    const found = await events.after(store.db, await cursors.read(store.db, 'follow'), { limit: 64 })
    const cursor = found.at(-1)?.seq
    if (cursor !== undefined)
      await store.write((tx) => cursors.advance(tx, { name: 'follow', holder, fence: held.fence, cursor, now: Date.now() }))
    ids.push(...found.map((event) => event.id))
    seqs.push(...found.map((event) => event.seq))
    if (last && found.length === 0) return { ids, seqs }
  }
}

test.each(dialects)(
  'two ingesters and a reader on $name',
  async ({ open }) => {
    const first = await open()
    const second = await openStore({ url: first.url })
    const third = await openStore({ url: first.url })
    let over = false
    const until = Date.now() + DURATION_MS
    const reading = follow(third, () => over)
    const writing = Promise.all([ingest(first, 1, until), ingest(second, 2, until)]).finally(() => {
      over = true
    })
    const [{ ids, seqs }, written] = await Promise.all([reading, writing])
    expect(written[0].length).toBeGreaterThan(0)
    expect(written[1].length).toBeGreaterThan(0)
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
    expect(new Set(seqs).size).toBe(seqs.length)
    expect([...ids].sort()).toEqual(written.flat().sort())
    await third.close()
    await second.close()
    await first.close()
  },
  DURATION_MS + 30_000,
)
