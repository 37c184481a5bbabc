// Times of events are written as every other time is.
import { isoTime } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventTime } from './present.ts'

test('any instant, near the one before it or far from it', () => {
  const near = fc.array(fc.integer({ min: -90_000, max: 90_000 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 1e14 }), near, (start, steps) => {
      let time = start
      for (const step of steps) {
        time += step
        expect(eventTime(time)).toBe(isoTime(time))
      }
    }),
  )
})
