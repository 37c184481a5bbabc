// The event log: appended once, read in order, found by any mix of filters through any index.
import { attackerId, type EventKindName, type StoredEvent } from '@decnet/kernel'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressKey, networkRange } from '../addresses.ts'
import { dialects, readAll, type Sample, START, sampleAttacker, sampleEvent, sampleId } from '../conformance.ts'
import { type EventFilter, readyFilter } from '../event-filter.ts'
import { candidatePlans, keysThrough } from '../event-plan.ts'
import type { TestStore } from '../testing.ts'
import * as attackers from './attackers.ts'
import * as events from './events.ts'

async function append(store: TestStore, samples: readonly Sample[]): Promise<StoredEvent[]> {
  return await store.write(async (tx) => {
    const stored = await events.append(tx, samples.map(sampleEvent))
    const ips = [...new Set(stored.flatMap((event) => event.peer_ip ?? []))]
    await attackers.upsert(
      tx,
      ips.map((ip) => sampleAttacker(ip, { event_count: stored.filter((event) => event.peer_ip === ip).length })),
    )
    return stored
  })
}

describe.each(dialects)('events on $name', ({ open }) => {
  let store: TestStore
  beforeAll(async () => {
    store = await open()
  })
  afterAll(() => store.close())

  test('an empty log has no head and no pages', async () => {
    expect(await events.head(store.db)).toBe(0)
    expect(await events.list(store.db, {}, { limit: 10 })).toEqual({ items: [], next: null })
    expect(await events.after(store.db, 0, { limit: 10 })).toEqual([])
    expect(await store.write((tx) => events.append(tx, []))).toEqual([])
  })

  test('an event comes back as it went in', async () => {
    const facts = { language: 'redis', command: 'SET a "\u0000\ud83d\ude00"', outcome: 'error', error: 'x' } as const
    const event = { ...sampleEvent({ facts }), truncated: true as const, clamped: true, peer_port: null, topology_id: sampleId('t') }
    const stored = await store.write((tx) => events.append(tx, [event]))
    expect(stored).toEqual([{ ...event, seq: 1 }])
    expect(await events.get(store.db, event.id)).toEqual({ ...event, seq: 1 })
    expect(await events.get(store.db, sampleId('nobody'))).toBeNull()
  })

  test('an event is appended once, however often it comes', async () => {
    const [a, b, c] = [sampleEvent(), sampleEvent(), sampleEvent()]
    const first = await store.write((tx) => events.append(tx, [a, b, a]))
    expect(first.map((event) => event.id)).toEqual([a.id, b.id])
    const again = await store.write((tx) => events.append(tx, [b, c, a]))
    expect(again.map((event) => event.id)).toEqual([c.id])
    expect(again[0]?.seq).toBe(await events.head(store.db))
    expect(await events.get(store.db, c.id)).toEqual(again[0])
    expect(await store.write((tx) => events.append(tx, [a, b, c]))).toEqual([])
  })

  test('what a failed transaction appended is not there, and its numbers are not seen', async () => {
    const head = await events.head(store.db)
    const event = sampleEvent()
    const failed = store.write(async (tx) => {
      await events.append(tx, [event])
      throw new Error('on purpose')
    })
    await expect(failed).rejects.toThrow('on purpose')
    expect(await events.head(store.db)).toBe(head)
    expect(await store.write((tx) => events.append(tx, [event]))).toHaveLength(1)
  })

  test('after goes on from a seq, of some kinds if asked', async () => {
    const head = await events.head(store.db)
    const kinds: EventKindName[] = ['connection.opened', 'command.ran', 'connection.closed', 'command.ran']
    const stored = await append(
      store,
      kinds.map((kind) => ({ kind })),
    )
    expect(await events.after(store.db, head, { limit: 3 })).toEqual(stored.slice(0, 3))
    expect(await events.after(store.db, head, { limit: 9, kinds: ['command.ran'] })).toEqual([stored[1], stored[3]])
    expect(await events.after(store.db, await events.head(store.db), { limit: 9 })).toEqual([])
    expect(await events.tail(store.db)).toBe(1)
  })

  test('losses are added up', async () => {
    const lost = (count: number, time: number) => ({ kind: 'events.lost' as const, time, session: null, facts: { count, what: 'events' } })
    await append(store, [lost(3, START + 10), lost(4, START + 20)])
    expect(await events.lostSince(store.db, START)).toBe(7)
    expect(await events.lostSince(store.db, START + 11)).toBe(4)
    expect(await events.lostSince(store.db, START + 21)).toBe(0)
  })
})

describe.each(dialects)('the list of events on $name', ({ open }) => {
  let store: TestStore
  const all: StoredEvent[] = []
  const ips = ['198.51.100.1', '198.51.100.2', '203.0.113.9', '2001:db8::7']
  const deckies = ['web-1', 'web-2', 'cache-1']
  const kinds: EventKindName[] = ['command.ran', 'connection.opened', 'request.made']
  beforeAll(async () => {
    store = await open()
    const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T
    for (let batch = 0; batch < 6; batch++) {
      const samples = Array.from({ length: 60 }, (_, index): Sample => {
        const n = (batch * 60 + index) * 2_654_435_761
        // Few distinct times, so that pages must break inside one; and late ones come in every batch.
        const time = START + (Math.floor(n / 7) % 25)
        const service = pick(['redis', 'http', null], Math.floor(n / 11))
        const session = sampleId(`session-${Math.floor(n / 13) % 9}`)
        const source = pick(['live', 'import:a'], Math.floor(n / 17))
        const facts = { command: `GET ${Math.floor(n / 19) % 40}` }
        return {
          time,
          service,
          session,
          source,
          facts,
          kind: pick(kinds, n),
          decky: pick(deckies, Math.floor(n / 3)),
          ip: pick(ips, Math.floor(n / 5)),
        }
      })
      all.push(...(await append(store, samples)))
    }
  })
  afterAll(() => store.close())

  const choice = (names: readonly string[]) =>
    fc.option(
      fc.uniqueArray(
        fc.tuple(fc.constantFrom('', '', '!'), fc.constantFrom(...names)).map((parts) => parts.join('')),
        { minLength: 1, maxLength: 3 },
      ),
      { nil: undefined },
    )
  const filters: fc.Arbitrary<EventFilter> = fc.record({
    from: fc.option(fc.integer({ min: START - 2, max: START + 27 }), { nil: undefined }),
    to: fc.option(fc.integer({ min: START - 2, max: START + 27 }), { nil: undefined }),
    decky: choice([...deckies, sampleId('web-2'), 'nobody']),
    service: choice(['redis', 'http']),
    kind: choice([...kinds, 'file.captured']),
    attacker: choice([...ips, attackerId('203.0.113.9'), '192.0.2.1']),
    session: fc.option(fc.constantFrom(sampleId('session-1'), sampleId('session-2'), sampleId('none')), { nil: undefined, freq: 5 }),
    cidr: fc.option(fc.constantFrom('198.51.100.0/24', '198.51.100.2/32', '0.0.0.0/0', '2001:db8::/32', '10.0.0.0/8'), { nil: undefined }),
    source: fc.option(fc.constantFrom('live', 'import:a', 'import:b'), { nil: undefined, freq: 5 }),
  })

  function matches(event: StoredEvent, filter: EventFilter): boolean {
    const chosen = (list: readonly string[] | undefined, values: readonly (string | null)[]) => {
      const any = (list ?? []).filter((entry) => !entry.startsWith('!'))
      const none = (list ?? []).filter((entry) => entry.startsWith('!')).map((entry) => entry.slice(1))
      return (any.length === 0 || any.some((entry) => values.includes(entry))) && !none.some((entry) => values.includes(entry))
    }
    const range = filter.cidr === undefined ? null : networkRange(filter.cidr)
    const key = addressKey(event.peer_ip ?? '') ?? ''
    return (
      event.time >= (filter.from ?? 0) &&
      event.time < (filter.to ?? Number.MAX_SAFE_INTEGER) &&
      chosen(filter.decky, [event.decky, event.decky_id]) &&
      chosen(filter.service, [event.service]) &&
      chosen(filter.kind, [event.kind]) &&
      chosen(filter.attacker, [event.attacker_uuid, event.peer_ip]) &&
      (filter.session === undefined || filter.session === event.session) &&
      (filter.source === undefined || filter.source === event.source) &&
      (range === null || (key >= range.first && key <= range.last))
    )
  }

  function expected(filter: EventFilter, order: 'newest' | 'oldest'): number[] {
    const sign = order === 'newest' ? -1 : 1
    return all
      .filter((event) => matches(event, filter))
      .sort((a, b) => sign * (a.time - b.time || a.seq - b.seq))
      .map((event) => event.seq)
  }

  test('pages hold what matches, in order, each event once', async () => {
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.constantFrom('newest' as const, 'oldest' as const),
        fc.integer({ min: 1, max: 80 }),
        async (filter, order, limit) => {
          const found = await readAll((cursor) => events.list(store.db, filter, { limit, cursor, order }))
          expect(found.map((event) => event.seq)).toEqual(expected(filter, order))
        },
      ),
      { numRuns: 150, seed: 1 },
    )
  })

  test('every index that could be read through gives the same rows', async () => {
    const used = new Set<string>()
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom('newest' as const, 'oldest' as const), async (filter, order) => {
        const ready = await readyFilter(store.db, filter)
        const wanted = expected(filter, order)
        if (ready === null) {
          expect(wanted).toEqual([])
          return
        }
        const direction = order === 'newest' ? 'desc' : 'asc'
        for (const plan of candidatePlans(ready, { limit: 1000, total: all.length })) {
          for (const branch of plan.branches) used.add(branch.index)
          const { rows } = await keysThrough(store.db, ready, plan)({ after: null, direction, limit: 1000 }).execute(store.db)
          expect(rows.map((row) => row.seq)).toEqual(wanted)
        }
      }),
      { numRuns: 100, seed: 2 },
    )
    expect([...used].sort()).toEqual(['events_by_attacker', 'events_by_series', 'events_by_session', 'events_by_time'])
  })

  test('a text search finds what the list and the text give together', async () => {
    const text = 'get 1'
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.constantFrom('newest' as const, 'oldest' as const),
        fc.integer({ min: 1, max: 30 }),
        async (filter, order, limit) => {
          let looked = 0
          const found = await readAll(async (cursor) => {
            const page = await events.search(store.db, { ...filter, text: text.toUpperCase() }, { limit, cursor, order })
            looked += page.looked_at
            return page
          })
          const holding = new Set(all.filter((event) => JSON.stringify(event.facts).toLowerCase().includes(text)).map((event) => event.seq))
          const candidates = expected(filter, order)
          expect(found.map((event) => event.seq)).toEqual(candidates.filter((seq) => holding.has(seq)))
          expect(looked).toBe(candidates.length)
        },
      ),
      { numRuns: 60, seed: 3 },
    )
  })

  test('a cursor of the other order, and a network that is none, are refused', async () => {
    const page = await events.list(store.db, {}, { limit: 5 })
    const wrong = events.list(store.db, {}, { limit: 5, cursor: page.next, order: 'oldest' })
    await expect(wrong).rejects.toMatchObject({ code: 'cursor.invalid' })
    await expect(events.list(store.db, { cidr: '1.2.3.4/99' }, { limit: 5 })).rejects.toMatchObject({ code: 'query.invalid' })
  })

  test('while events come in, paging skips and doubles none that were there', async () => {
    const before = expected({}, 'newest')
    let step = 0
    const found = await readAll(
      (cursor) => events.list(store.db, {}, { limit: 23, cursor }),
      async () => {
        step++
        all.push(...(await append(store, [{ time: START + step }, { time: START + 100 + step }])))
      },
    )
    const seqs = found.map((event) => event.seq)
    expect(new Set(seqs).size).toBe(seqs.length)
    const seen = new Set(seqs)
    expect(before.filter((seq) => !seen.has(seq))).toEqual([])
  })

  test('a network of more attackers than are merged one by one is read whole', async () => {
    const samples = Array.from({ length: 160 }, (_, index) => ({
      ip: `10.9.0.${index % 80}`,
      time: START + (index % 7),
      kind: kinds[index % 3] ?? 'command.ran',
    }))
    all.push(...(await append(store, samples)))
    for (const filter of [
      { cidr: '10.9.0.0/16' },
      { cidr: '10.9.0.0/16', kind: ['!command.ran'] },
      { cidr: '10.9.0.0/16', attacker: ['10.9.0.3', '198.51.100.1'] },
    ]) {
      const found = await readAll((cursor) => events.list(store.db, filter, { limit: 33, cursor }))
      expect(found.map((event) => event.seq)).toEqual(expected(filter, 'newest'))
      const ready = await readyFilter(store.db, filter)
      if (ready === null) throw new Error('The network was not found')
      for (const plan of candidatePlans(ready, { limit: 1000, total: all.length })) {
        const { rows } = await keysThrough(store.db, ready, plan)({ after: null, direction: 'desc', limit: 1000 }).execute(store.db)
        expect(rows.map((row) => row.seq)).toEqual(expected(filter, 'newest'))
      }
    }
  })
})

describe.each(dialects)('the bound of a text search on $name', ({ open }) => {
  test('a page looks at 100,000 rows and says where it goes on', async () => {
    const store = await open()
    const needle = sampleEvent({ time: START - 1, facts: { command: 'needle' } })
    await store.write((tx) => events.append(tx, [needle]))
    for (let batch = 0; batch < 21; batch++) {
      await store.write((tx) =>
        events.append(
          tx,
          Array.from({ length: 5_000 }, () => sampleEvent()),
        ),
      )
    }
    const first = await events.search(store.db, { text: 'needle' }, { limit: 10 })
    expect(first).toMatchObject({ items: [], looked_at: 100_000, next: expect.any(String) })
    const second = await events.search(store.db, { text: 'needle' }, { limit: 10, cursor: first.next })
    expect(second).toMatchObject({ items: [{ id: needle.id }], looked_at: 5_001, next: null })
    await store.close()
  }, 60_000)
})
