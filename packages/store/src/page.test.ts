// Page cursors: what comes back, and that nothing else is let through.
import { Problem } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor, makePage } from './page.ts'

test('a key comes back as it was', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.string(), (number, text) => {
      expect(decodeCursor('list', encodeCursor('list', [number, text]), ['number', 'string'])).toEqual([number, text])
    }),
  )
})

test('no cursor is no key', () => {
  expect(decodeCursor('list', undefined, ['number'])).toBeNull()
  expect(decodeCursor('list', null, ['number'])).toBeNull()
})

test('anything else is refused with a Problem', () => {
  const refused = (cursor: string) => {
    try {
      decodeCursor('list', cursor, ['number'])
      return 'taken'
    } catch (error) {
      return error instanceof Problem ? error.code : error
    }
  }
  const foreign = [
    '',
    'x',
    '%',
    encodeCursor('other', [1]),
    encodeCursor('list', ['1']),
    encodeCursor('list', [1, 2]),
    encodeCursor('list', [1.5]),
  ]
  for (const cursor of foreign) expect(refused(cursor)).toBe('cursor.invalid')
  fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String()), (cursor) => refused(cursor) === 'cursor.invalid'))
  const json = fc.json().map((text) => Buffer.from(text).toString('base64url'))
  fc.assert(fc.property(json, (cursor) => refused(cursor) === 'cursor.invalid'))
})

test('a page names the next one only when there are more rows', () => {
  const how = { list: 'n', key: (row: number) => [row], item: (row: number) => row }
  expect(makePage([1, 2, 3], { limit: 3 }, how)).toEqual({ items: [1, 2, 3], next: null })
  const page = makePage([1, 2, 3], { limit: 2 }, how)
  expect(page.items).toEqual([1, 2])
  expect(decodeCursor('n', page.next, ['number'])).toEqual([2])
})
