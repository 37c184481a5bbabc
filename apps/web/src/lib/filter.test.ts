// The filter: text form, terms, query and back.
import { describe, expect, test } from 'vitest'
import { type Filter, filterProblem, filterQuery, filterText, histogramQuery, parseFilter, withoutTerm, withTerm } from './filter.ts'
import { parseSearch, stringifySearch } from './url.ts'

describe('parseFilter', () => {
  test('reads fields, lists, exclusions and free text', () => {
    expect(parseFilter('service:redis -decky:web-01 kind:command.ran,file.captured "config set" x')).toEqual({
      terms: [
        { field: 'service', value: 'redis', exclude: false },
        { field: 'decky', value: 'web-01', exclude: true },
        { field: 'kind', value: 'command.ran', exclude: false },
        { field: 'kind', value: 'file.captured', exclude: false },
      ],
      text: 'config set x',
    })
  })

  test('what is no field is text, and a field that takes one value is never excluded', () => {
    expect(parseFilter('http://192.0.2.1/x')).toEqual({ terms: [], text: 'http://192.0.2.1/x' })
    expect(parseFilter('-cidr:192.0.2.0/24').terms).toEqual([{ field: 'cidr', value: '192.0.2.0/24', exclude: false }])
  })

  test.each([
    'service:redis',
    '-kind:connection.closed attacker:2001:db8::42',
    'decky:"a b" "say \\"hi\\""',
    '"-x"',
    '"kind:of"',
    'cidr:192.0.2.0/24 source:live "a, b"',
  ])('the text form of %s gives the same filter again', (text) => {
    const filter = parseFilter(text)
    expect(parseFilter(filterText(filter))).toEqual(filter)
    expect(parseFilter(parseSearch(stringifySearch({ q: filterText(filter) })).q ?? '')).toEqual(filter)
  })

  test('an open quote ends with the text', () => {
    expect(parseFilter('"never closed').text).toBe('never closed')
  })
})

describe('the query', () => {
  const filter: Filter = parseFilter('decky:a,b -decky:c attacker:192.0.2.1 cidr:192.0.2.0/24 wget')

  test('joins lists and marks what is left out', () => {
    expect(filterQuery(filter)).toEqual({ decky: 'a,b,!c', attacker: '192.0.2.1', cidr: '192.0.2.0/24', text: 'wget' })
  })

  test('of the histogram says when it leaves something out', () => {
    expect(histogramQuery(filter)).toEqual({ query: { decky: 'a,b,!c' }, partial: true })
    expect(histogramQuery(parseFilter('service:http')).partial).toBe(false)
  })

  test('a kind that does not exist is refused before it is asked', () => {
    expect(filterProblem(parseFilter('kind:command.run'))).toContain('command.run')
    expect(filterProblem(parseFilter('-kind:command.ran'))).toBeNull()
  })
})

describe('terms', () => {
  const redis = { field: 'service', value: 'redis', exclude: false } as const

  test('the same value the other way round replaces it', () => {
    const filter = withTerm(parseFilter('service:redis,http'), { ...redis, exclude: true })
    expect(filterText(filter)).toBe('service:http -service:redis')
  })

  test('a field that takes one value takes the new one', () => {
    expect(filterText(withTerm(parseFilter('cidr:10.0.0.0/8'), { field: 'cidr', value: '192.0.2.0/24', exclude: false }))).toBe(
      'cidr:192.0.2.0/24',
    )
  })

  test('taking one away leaves the others', () => {
    expect(filterText(withoutTerm(parseFilter('service:redis,http x'), redis))).toBe('service:http x')
  })
})
