// More series than colours are folded, and nothing is lost by it.
import { expect, test } from 'vitest'
import { foldSeries } from './chart.tsx'

const series = Array.from({ length: 10 }, (_, index) => ({ name: `s${index}`, counts: [index, index] }))
const data = { from: '2026-01-02T03:04:05.000Z', to: '2026-01-02T03:06:05.000Z', bucket_ms: 60_000, total: 90, series }

test('the largest stay, the rest become one', () => {
  const folded = foldSeries(data, 4)
  expect(folded.series.map((one) => one.name)).toEqual(['s9', 's8', 's7', '7 others'])
  expect(folded.series.flatMap((one) => one.counts).reduce((sum, one) => sum + one, 0)).toBe(90)
  expect(foldSeries(data, 10)).toBe(data)
})
