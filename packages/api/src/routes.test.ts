// The two lists must be one: a route without a handler, or a handler without a route, keeps the API from being built.
import { resources } from '@decnet/contract'
import { expect, test } from 'vitest'
import { handlers } from './resources/catalogue.ts'
import { pairs } from './routes.ts'

test('every route of the contract has its handler', () => {
  expect(pairs().length).toBe(Object.values(resources).flatMap((routes) => Object.values(routes)).length)
  for (const { route, handler } of pairs()) expect([route.name, typeof handler]).toEqual([route.name, 'function'])
})

test('a route without a handler is named', () => {
  const { me: _me, ...auth } = handlers.auth
  expect(() => pairs(resources, { ...handlers, auth })).toThrow(/routes without a handler: auth\/me; handlers without a route: none/)
})

test('a handler without a route is named', () => {
  expect(() => pairs(resources, { ...handlers, extra: { one: () => {} } })).toThrow(/handlers without a route: extra\/one/)
})
