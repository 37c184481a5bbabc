// Buckets cover what was asked for in whole minutes, and no count is lost on the way into them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketsOf, fillSeries, REST } from './histogram.ts'

test('any range is covered by at most the buckets asked for, in whole minutes', () => {
  fc.assert(
    fc.property(fc.nat(4_000_000_000_000), fc.nat(10_000_000_000), fc.integer({ min: 1, max: 500 }), (from, length, buckets) => {
      const frame = bucketsOf({ from, to: from + length, buckets })
      expect(frame.count).toBeLessThanOrEqual(buckets)
      expect(frame.count).toBeGreaterThanOrEqual(1)
      expect(frame.from % 60_000).toBe(0)
      expect(frame.bucket_ms % 60_000).toBe(0)
      if (frame.bucket_ms >= 3_600_000) expect([frame.from % 3_600_000, frame.bucket_ms % 3_600_000]).toEqual([0, 0])
      expect(frame.from).toBeLessThanOrEqual(from)
      expect(frame.to).toBeGreaterThanOrEqual(from + length)
      expect(frame.to - frame.from).toBe(frame.count * frame.bucket_ms)
    }),
  )
})

test('a range that ends before it begins is one bucket', () => {
  expect(bucketsOf({ from: 600_000, to: 0, buckets: 60 })).toMatchObject({ count: 1, bucket_ms: 60_000 })
})

test('every bucket is there, the greatest name first', () => {
  const rows = [
    { name: 'a', bucket: 0, count: 1 },
    { name: 'b', bucket: 2, count: 5 },
    { name: 'a', bucket: 2, count: 1 },
  ]
  expect(fillSeries(rows, 3)).toEqual([
    { name: 'b', counts: [0, 0, 5] },
    { name: 'a', counts: [1, 0, 1] },
  ])
})

test('names beyond the fiftieth become one rest, and the sum stays', () => {
  const rows = Array.from({ length: 80 }, (_, n) => ({ name: `n${n}`, bucket: n % 4, count: n + 1 }))
  const series = fillSeries(rows, 4)
  expect(series).toHaveLength(50)
  expect(series.at(-1)?.name).toBe(REST)
  const sum = series.flatMap(({ counts }) => counts).reduce((total, count) => total + count, 0)
  expect(sum).toBe((80 * 81) / 2)
})
