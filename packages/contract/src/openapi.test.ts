// The OpenAPI document: every route is in it, every reference leads somewhere, and two makings are equal.
import { errorCatalogue } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { routes } from './catalogue.ts'
import { openApi } from './openapi.ts'

const document = openApi('1.2.3')
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

function everyValue(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    visit(key, inner)
    everyValue(inner, visit)
  }
}

test('holds every route once, under its own name', () => {
  expect(operations.map(({ path, method, operation }) => `${method.toUpperCase()} ${path} ${operation.operationId}`).sort()).toEqual(
    routes.map((route) => `${route.method} ${route.path} ${route.name}`).sort(),
  )
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(routes.length)
})

test('is the same every time, and JSON through and through', () => {
  expect(JSON.stringify(openApi('1.2.3'))).toBe(JSON.stringify(document))
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
})

test('every reference leads to a component, and no component is unused but Problem and the stream’s', () => {
  const used = new Set<string>()
  everyValue(document, (key, value) => {
    if (key === '$ref') used.add(String(value))
  })
  for (const reference of used) {
    expect(reference).toMatch(/^#\/components\/schemas\//)
    expect(Object.keys(document.components.schemas)).toContain(reference.slice('#/components/schemas/'.length))
  }
  expect([...used].map((reference) => reference.split('/').at(-1)).sort()).toEqual(Object.keys(document.components.schemas).sort())
})

test('no leftovers of free-standing schemas', () => {
  everyValue(document, (key, value) => {
    expect(['$schema', '$defs']).not.toContain(key)
    if (key === 'id') expect(typeof value).toBe('object')
  })
})

test.each(operations)('$method $path names its parameters, its security and its problems', ({ path, operation }) => {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
  const declared = operation.parameters.filter((parameter) => parameter.in === 'path')
  expect(declared.map((parameter) => parameter.name)).toEqual(inPath)
  for (const parameter of operation.parameters) expect(parameter.schema).toBeTypeOf('object')
  expect(operation.security.length > 0).toBe(operation['x-access'] !== 'public')
  for (const scheme of operation.security.flatMap((entry) => Object.keys(entry))) {
    expect(Object.keys(document.components.securitySchemes)).toContain(scheme)
  }
  const statuses = Object.keys(operation.responses).map(Number)
  expect(statuses.filter((status) => status < 300)).toHaveLength(1)
  const known = new Set<number>(Object.values(errorCatalogue).map(({ status }) => status))
  for (const status of statuses.filter((each) => each >= 300)) expect(known).toContain(status)
  expect(statuses).toContain(500)
  if (operation['x-access'] !== 'public') expect(statuses).toContain(401)
})

test('masks nothing away: a credential’s secret is described as masked, its bytes as null', () => {
  const credential = document.components.schemas.Credential as { properties: Record<string, { description?: string; type?: string }> }
  expect(credential.properties.secret?.description).toBe('Masked')
  expect(credential.properties.secret_b64?.type).toBe('null')
})

test('a list query becomes a comma-separated array, an instant keeps its description', () => {
  const list = document.paths['/events']?.get
  const decky = list?.parameters.find((parameter) => parameter.name === 'decky')
  expect(decky).toMatchObject({ style: 'form', explode: false, required: false, schema: { type: 'array' } })
  const since = document.paths['/overview']?.get?.parameters.find((parameter) => parameter.name === 'since')
  expect(since).toMatchObject({ required: true, description: 'RFC 3339 time, or milliseconds since the epoch' })
})
