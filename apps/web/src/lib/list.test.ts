// Lists with news at the top: nothing twice, no silent gap.
import { expect, test } from 'vitest'
import { countNews, mergeHead } from './list.ts'

interface Row {
  readonly id: string
  readonly at: number
}
const row = (id: string, at = 0): Row => ({ id, at })
const byId = (one: Row) => one.id
const stamp = (one: Row) => `${one.id} ${one.at}`

test('new rows come in front, a row that moved up is not shown twice', () => {
  const old = [
    { items: [row('a'), row('b')], next: 'x' },
    { items: [row('c')], next: 'y' },
  ]
  expect(mergeHead(old, { items: [row('new'), row('b', 1)], next: 'z' }, byId)).toEqual([
    { items: [row('new'), row('b', 1), row('a'), row('c')], next: 'y' },
  ])
})

test('a first page that reaches none of the old rows begins anew', () => {
  const head = { items: [row('p'), row('q')], next: 'z' }
  expect(mergeHead([{ items: [row('a')], next: null }], head, byId)).toEqual([head])
})

test('a first page that is all there is replaces what was', () => {
  const head = { items: [row('b')], next: null }
  expect(mergeHead([{ items: [row('a'), row('b')], next: null }], head, byId)).toEqual([head])
})

test('news are rows that are new or have changed', () => {
  const old = [{ items: [row('a', 1), row('b', 1)], next: null }]
  expect(countNews(old, { items: [row('c', 1), row('b', 2), row('a', 1)], next: null }, stamp)).toBe(2)
})
