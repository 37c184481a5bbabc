// Contrast as WCAG counts it.
import { expect, test } from 'vitest'
import { contrast } from './contrast.tsx'

test('black on white is 21 to 1, a colour on itself 1 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#777777')).toBe(1)
  expect(contrast('#767676', '#ffffff')).toBeGreaterThan(4.5)
})
