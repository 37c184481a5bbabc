// Time ranges in the URL, and times in words.
import { describe, expect, test } from 'vitest'
import { absolute, ago, clockTime, duration, parseRange, rangeQuery, rangeText, rangeTitle } from './time.ts'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)

describe('parseRange', () => {
  test.each([
    ['15m', { kind: 'last', ms: 900_000 }],
    ['7d', { kind: 'last', ms: 604_800_000 }],
    ['2026-01-02T00:00:00.000Z..2026-01-02T01:00:00.000Z', { kind: 'fixed', from: Date.UTC(2026, 0, 2), to: Date.UTC(2026, 0, 2, 1) }],
    ['0m', null],
    ['24', null],
    ['', null],
    ['2026-01-02T01:00:00Z..2026-01-02T00:00:00Z', null],
    ['a..b', null],
    ['1..2..3', null],
  ])('%s', (text, range) => {
    expect(parseRange(text)).toEqual(range)
  })

  test('a fixed range comes back from its text', () => {
    expect(parseRange(rangeText(NOW - 1_234.4, NOW + 0.2))).toEqual({ kind: 'fixed', from: NOW - 1_235, to: NOW + 1 })
  })
})

test('the query of a moving range has no end; a wrong one is the last day', () => {
  expect(rangeQuery('1h', NOW)).toEqual({ from: NOW - 3_600_000 })
  expect(rangeQuery('nonsense', NOW)).toEqual({ from: NOW - 86_400_000 })
  expect(rangeQuery(rangeText(NOW - 5, NOW), NOW + 99)).toEqual({ from: NOW - 5, to: NOW })
})

test('words', () => {
  expect([4_999, 59_000, 61_000, 7_200_000, 90_000_000].map((ms) => ago(NOW - ms, NOW))).toEqual([
    'just now',
    '59 s ago',
    '1 min ago',
    '2 h ago',
    '1 d ago',
  ])
  expect([5, 1_500, 61_000, 3_600_000, 90_000_000].map(duration)).toEqual(['5 ms', '1.5 s', '1 min 1 s', '1 h', '1 d 1 h'])
  expect(clockTime(NOW, NOW + 1_000, 'utc')).toBe('03:04:05')
  expect(clockTime(NOW, NOW + 86_400_000, 'utc')).toBe('2 Jan 03:04:05')
  expect(absolute(NOW + 7, 'utc')).toContain('03:04:05.007 UTC')
  expect(rangeTitle('24h', 'utc')).toBe('last 24 hours')
  expect(rangeTitle('3h', 'utc')).toBe('last 3 h')
  expect(rangeTitle(rangeText(NOW, NOW + 60_000), 'utc')).toBe('2 Jan, 03:04 to 2 Jan, 03:05')
})
