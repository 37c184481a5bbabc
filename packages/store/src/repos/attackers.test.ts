// The list of attackers against a list sorted by hand: every order and filter, page by page, none twice and none left out.
import { type AttackerProfile, attackerId, depths } from '@decnet/kernel'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressKey } from '../addresses.ts'
import { dialects, readAll, START, sampleAttacker, sampleId } from '../conformance.ts'
import type { TestStore } from '../testing.ts'
import * as attackers from './attackers.ts'

/** So many that some conditions leave too many to sort, and others few. */
const MANY = 4000

interface Known {
  readonly uuid: string
  readonly ip: string
  readonly first_seen: number
  readonly last_seen: number
  readonly events: number
  readonly touched: readonly { decky: string; service: string }[]
  readonly tempo: AttackerProfile['tempo'] | null
  readonly depth: number
}

const touch = fc.record({
  decky: fc.constantFrom('web-1', 'web-1', 'web-1', 'web-2', 'rare-1'),
  service: fc.constantFrom('http', 'http', 'http', 'redis', ''),
})
const shape = fc.record({
  first_seen: fc.integer({ min: START, max: START + 40 }),
  stay: fc.nat(300),
  events: fc.integer({ min: 1, max: 30 }),
  touched: fc.array(touch, { minLength: 1, maxLength: 2 }),
  tempo: fc.constantFrom('automated', 'automated', 'automated', 'human', null),
  depth: fc.nat(depths.length - 1),
})

function known(): Known[] {
  return fc.sample(shape, MANY).map(({ stay, ...one }, index) => {
    const ip = `203.0.${index >> 8}.${index & 255}`
    return { ...one, ip, uuid: attackerId(ip), last_seen: one.first_seen + stay, depth: one.tempo === null ? -1 : one.depth }
  })
}

describe.each(dialects)('the list of attackers on $name', ({ open }) => {
  const all = known()
  let store: TestStore

  beforeAll(async () => {
    store = await open()
    const deltas = all.map(({ ip, first_seen, last_seen, events, touched }) => {
      const places = touched.map((one) => ({ ...one, decky_id: sampleId(one.decky) }))
      return sampleAttacker(ip, { first_seen, last_seen, event_count: events, touched: places })
    })
    const profiles = all.flatMap(({ uuid, tempo, depth }) =>
      tempo === null
        ? []
        : [
            {
              attacker_uuid: uuid,
              tempo,
              tempo_reason: 'so',
              depth: depths[depth] ?? 'connected',
              services: [],
              deckies: [],
              counts: {},
              updated: START,
            },
          ],
    )
    await store.write(async (tx) => {
      await attackers.upsert(tx, deltas)
      await attackers.putProfiles(tx, profiles)
    })
  })
  afterAll(() => store.close())

  const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 1 })
  const filters = fc.record({
    sort: fc.constantFrom('last_seen', 'first_seen', 'events', 'depth'),
    from: optional(fc.integer({ min: START, max: START + 340 })),
    to: optional(fc.integer({ min: START, max: START + 340 })),
    tempo: optional(fc.constantFrom('automated', 'human')),
    service: optional(fc.constantFrom('http', 'redis', 'smtp')),
    decky: optional(fc.constantFrom('web-1', 'rare-1', 'none')),
    ip: optional(fc.constantFrom('203.0', '203.0.3.7', '203.0.2.0/24', '203.0.0.0/21')),
  })

  test.each(['last_seen', 'first_seen', 'events', 'depth'] as const)('by %s, whole, page by page', async (sort) => {
    const listed = await readAll((cursor) => attackers.list(store.db, { sort }, { limit: 333, cursor }))
    expect(listed.map((one) => one.uuid)).toEqual(wanted(all, { sort }))
  })

  test('filtered in every way, from the first page to the last', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 60, max: 1000 }), async (filter, limit) => {
        const listed = await readAll((cursor) => attackers.list(store.db, filter, { limit, cursor }))
        expect(listed.map((one) => one.uuid)).toEqual(wanted(all, filter))
      }),
      { numRuns: 60 },
    )
  })

  test('a page shows the deckies and the profile of each', async () => {
    const { items } = await attackers.list(store.db, { sort: 'depth' }, { limit: 50 })
    expect(items).toEqual(await Promise.all(items.map(({ uuid }) => attackers.get(store.db, uuid))))
    const counted = new Map(all.map((one) => [one.uuid, new Set(one.touched.map(({ decky }) => decky)).size]))
    for (const item of items) expect(item.decky_count).toBe(counted.get(item.uuid))
  })
})

function wanted(all: readonly Known[], filter: attackers.AttackerFilter): string[] {
  const { from, to, tempo, service, decky, ip, sort = 'last_seen' } = filter
  const rank = (one: Known) => ({ last_seen: one.last_seen, first_seen: one.first_seen, events: one.events, depth: one.depth })[sort]
  return all
    .filter((one) => (from === undefined || one.last_seen >= from) && (to === undefined || one.last_seen < to))
    .filter((one) => tempo === undefined || one.tempo === tempo)
    .filter(
      (one) =>
        (service === undefined && decky === undefined) ||
        one.touched.some((place) => (service ?? place.service) === place.service && (decky ?? place.decky) === place.decky),
    )
    .filter((one) => ip === undefined || isInside(one.ip, ip))
    .sort((a, b) => rank(b) - rank(a) || (a.uuid < b.uuid ? 1 : -1))
    .map((one) => one.uuid)
}

function isInside(ip: string, wish: string): boolean {
  if (addressKey(wish) !== null) return ip === wish
  const [net, bits] = wish.split('/')
  if (bits === undefined) return ip.startsWith(wish)
  const number = (text = '') => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - Number(bits))
  return Math.floor(number(ip) / size) === Math.floor(number(net) / size)
}
