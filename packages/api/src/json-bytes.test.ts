// The bytes are those of JSON.stringify, whatever is in the page.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonBytes } from './json-bytes.ts'

const item = fc.oneof(
  fc.json().map((text): unknown => JSON.parse(text)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('••••••••', '\ud800', undefined, null),
)

test('a page is written as JSON.stringify would, its items first', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 30 }), fc.option(fc.string({ unit: 'binary' })), fc.boolean(), (items, next, counted) => {
      const page = { items, next, ...(counted ? { looked_at: 7 } : {}) }
      expect(Buffer.from(jsonBytes(page)).toString()).toBe(Buffer.from(JSON.stringify(page)).toString())
      expect(Buffer.from(jsonBytes({ items })).toString()).toBe(Buffer.from(JSON.stringify({ items })).toString())
    }),
  )
})

test('what is no page is written whole', () => {
  for (const value of [null, 4, 'text', [1, 2], {}, { items: 4 }, { name: '•' }])
    expect(String(jsonBytes(value))).toBe(JSON.stringify(value))
})
