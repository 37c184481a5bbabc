// Who acts: gaps as people and tools leave them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GAPS_KEPT, GAPS_NEEDED, judge, MANY_SESSIONS } from './tempo.ts'

const times = (count: number, gap: (index: number) => number) => Array.from({ length: count }, (_, index) => gap(index))
// A person at a prompt: reads, thinks, mistypes; sometimes presses Return twice.
const person = [2400, 800, 5200, 1900, 12000, 650, 3100, 90, 2700, 7400, 1500, 4100]

describe('judge', () => {
  test.each([
    ['a pipelined attack script', times(10, () => 2), 'automated'],
    ['a scanner with some jitter', times(64, (index) => 5 + ((index * 37) % 80)), 'automated'],
    ['a bot that sleeps two seconds between commands', times(20, (index) => 2000 + (index % 3)), 'automated'],
    ['a person who types commands', person, 'human'],
    ['a browser: bursts of requests, then reading', times(40, (index) => (index % 8 === 0 ? 4000 + index * 100 : 15)), 'unknown'],
    ['something in between', times(20, (index) => 150 + ((index * 53) % 300)), 'unknown'],
    ['too little', times(GAPS_NEEDED - 1, () => 2), 'unknown'],
  ])('%s', (_what, gaps, tempo) => {
    expect(judge(gaps, 1).tempo).toBe(tempo)
  })

  test('many sessions at once are a program’s, however slow each is', () => {
    expect(judge(person, MANY_SESSIONS)).toEqual({ tempo: 'automated', reason: expect.stringContaining(`${MANY_SESSIONS} sessions`) })
    expect(judge(person, MANY_SESSIONS - 1).tempo).toBe('human')
  })

  test('the reason carries its numbers', () => {
    expect(judge(person, 1).reason).toBe(
      'As slow and uneven as a person: of the last 12 gaps between actions the median is 2400 ms, 8 % are under 100 ms, and half of them lie between 800 and 4100 ms',
    )
  })

  test('only what the gaps are counts, not their order', () => {
    const gaps = fc.array(fc.nat(700_000), { maxLength: GAPS_KEPT })
    fc.assert(
      fc.property(gaps, fc.nat(10), (some, parallel) => {
        expect(judge([...some].reverse(), parallel)).toEqual(judge(some, parallel))
      }),
    )
  })
})
