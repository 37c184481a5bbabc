// The catalogue of pages: sorted, and no two want the same place.
import { expect, test } from 'vitest'
import { pageAt, pages } from './catalogue.ts'

test('sorted by name; paths, names and keys are each of one page', () => {
  const names = pages.map((page) => page.name)
  expect(names).toEqual([...names].sort())
  const keys = pages.flatMap((page) => page.key ?? [])
  for (const list of [names, keys, pages.map((page) => page.path)]) expect(new Set(list).size).toBe(list.length)
})

test('every page loads and has its component', async () => {
  for (const page of pages) expect((await page.load()).Page, page.name).toBeTypeOf('function')
})

test('a path finds its page, with parameters too', () => {
  expect(pageAt('/')?.name).toBe('overview')
  expect(pageAt('/attackers/x')?.name).toBe('attacker')
  expect(pageAt('/nowhere')).toBeUndefined()
})
