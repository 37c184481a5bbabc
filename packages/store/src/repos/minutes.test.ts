// Counts per hour say what counts per minute say, for any range, width and filter.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects, sampleId } from '../conformance.ts'
import { stretches } from '../count-stretches.ts'
import type { TestStore } from '../testing.ts'
import * as minutes from './minutes.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const BEGIN = Date.UTC(2026, 0, 2)
const SPAN = 50 * HOUR
const names = ['web-1', 'web-2', 'mail-1']

test('stretches cover every minute of a range once, whole hours as such', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 * HOUR }),
      fc.integer({ min: -HOUR, max: 10 * HOUR }),
      fc.boolean(),
      (from, length, hourly) => {
        const parts = stretches({ from, to: from + length }, hourly)
        const covered = parts.flatMap((part) =>
          Array.from({ length: (part.to - part.from) / MINUTE }, (_, index) => part.from + index * MINUTE),
        )
        const wanted: number[] = []
        for (let minute = from - (from % MINUTE); minute < from + length; minute += MINUTE) wanted.push(minute)
        expect(covered).toEqual(wanted)
        for (const part of parts.filter(({ per }) => per === 'hour')) expect([part.from % HOUR, part.to % HOUR]).toEqual([0, 0])
        const perMinute =
          covered.length - parts.filter(({ per }) => per === 'hour').reduce((sum, part) => sum + (part.to - part.from) / MINUTE, 0)
        if (hourly) expect(perMinute).toBeLessThan(120)
      },
    ),
  )
})

describe.each(dialects)('counts on $name', ({ open }) => {
  let store: TestStore
  const told: minutes.MinuteDelta[] = []

  beforeAll(async () => {
    store = await open()
    const some = fc.sample(
      fc.record({
        at: fc.nat(SPAN / MINUTE - 1),
        name: fc.constantFrom(...names),
        service: fc.constantFrom('http', 'redis', null),
        count: fc.integer({ min: 1, max: 9 }),
      }),
      3000,
    )
    for (const { at, name, service, count } of some) {
      told.push({ minute: BEGIN + at * MINUTE, decky_id: sampleId(name), decky: name, service, kind: 'command.ran', count })
    }
    // In several batches: an hour is added to more than once.
    for (let start = 0; start < told.length; start += 500) await store.write((tx) => minutes.add(tx, told.slice(start, start + 500)))
  })
  afterAll(() => store.close())

  const ranges = fc.record({
    from: fc.integer({ min: -2 * HOUR, max: SPAN }),
    length: fc.integer({ min: 1, max: SPAN }),
    hours: fc.integer({ min: 1, max: 30 }),
    decky: fc.option(fc.constantFrom(['web-1'], ['!web-1', '!web-2'], ['none']), { nil: undefined }),
  })

  test('a histogram by hours is the one made from the minutes one by one', async () => {
    await fc.assert(
      fc.asyncProperty(ranges, async ({ from, length, hours, decky }) => {
        const filter = { from: BEGIN + from, to: BEGIN + from + length, decky }
        const origin = filter.from - (filter.from % HOUR)
        const how = { by: 'service', bucket_ms: hours * HOUR, origin } as const
        const rows = await minutes.histogram(store.db, filter, how)
        expect(new Map(rows.map((row) => [`${row.bucket}/${row.name}`, row.count]))).toEqual(
          summed(filter, (delta) => `${Math.floor((delta.minute - origin) / how.bucket_ms)}/${delta.service ?? ''}`),
        )
      }),
    )
  })

  test('buckets that do not begin on the hour, or are of minutes, are counted as exactly', async () => {
    await fc.assert(
      fc.asyncProperty(ranges, fc.integer({ min: 1, max: 150 }), async ({ from, length, decky }, width) => {
        const filter = { from: BEGIN + from, to: BEGIN + from + length, decky }
        const origin = filter.from - (filter.from % MINUTE)
        const rows = await minutes.histogram(store.db, filter, { by: 'decky', bucket_ms: width * MINUTE })
        expect(new Map(rows.map((row) => [`${row.bucket}/${row.name}`, row.count]))).toEqual(
          summed(filter, (delta) => `${Math.floor((delta.minute - origin) / (width * MINUTE))}/${delta.decky}`),
        )
      }),
    )
  })

  test('totals are those of the minutes', async () => {
    await fc.assert(
      fc.asyncProperty(ranges, async ({ from, length, decky }) => {
        const filter = { from: BEGIN + from, to: BEGIN + from + length, decky }
        const rows = await minutes.totals(store.db, filter, 'service')
        expect(new Map(rows.map((row) => [row.name, row.count]))).toEqual(summed(filter, (delta) => delta.service ?? ''))
        expect(rows.map((row) => row.count)).toEqual(rows.map((row) => row.count).sort((a, b) => b - a))
      }),
    )
  })

  test('cleared, both are empty', async () => {
    const { db } = store
    const left = async () =>
      await Promise.all([db.selectFrom('minutes').selectAll().execute(), db.selectFrom('hours').selectAll().execute()])
    expect((await left()).map((rows) => rows.length > 0)).toEqual([true, true])
    await store.write((tx) => minutes.clear(tx))
    expect(await left()).toEqual([[], []])
  })

  function summed(filter: minutes.MinutesFilter, keyOf: (delta: minutes.MinuteDelta) => string): Map<string, number> {
    const sums = new Map<string, number>()
    const wanted = (name: string) =>
      filter.decky === undefined ||
      filter.decky.includes(name) ||
      (filter.decky[0]?.startsWith('!') === true && !filter.decky.includes(`!${name}`))
    for (const delta of told) {
      if (delta.minute < filter.from - (filter.from % MINUTE) || delta.minute >= filter.to || !wanted(delta.decky)) continue
      sums.set(keyOf(delta), (sums.get(keyOf(delta)) ?? 0) + delta.count)
    }
    return sums
  }
})
