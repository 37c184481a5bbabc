// Inputs made from a route's own schemas: valid ones, and the same with one thing broken.
import type { Route } from '@decnet/contract'
import fc from 'fast-check'
import { z } from 'zod'

type Json = Record<string, unknown>

/** A whole request of a route, as it goes over the wire. */
export interface FuzzInput {
  readonly params: Record<string, string>
  readonly query: Record<string, string>
  readonly body: unknown
}

/** Requests that the schemas of `route` describe (patterns of strings are met roughly: what they refuse must be refused politely). */
export function validInput(route: Route): fc.Arbitrary<FuzzInput> {
  return fc.record({
    params: texts(route.params),
    query: texts(route.query),
    body: route.body instanceof z.ZodUndefined ? fc.constant(undefined) : ofSchema(jsonSchema(route.body)),
  })
}

/** The same with one member replaced by anything, removed, or joined by one that nobody knows. */
export function brokenInput(route: Route): fc.Arbitrary<FuzzInput> {
  return validInput(route).chain((input) =>
    fc.record({
      params: fc.oneof(fc.constant(input.params), brokenTexts(input.params)),
      query: fc.oneof(fc.constant(input.query), brokenTexts(input.query)),
      body: fc.oneof(fc.constant(input.body), broken(input.body), fc.jsonValue()),
    }),
  )
}

function jsonSchema(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}

function texts(schema: z.ZodObject): fc.Arbitrary<Record<string, string>> {
  return ofSchema(jsonSchema(schema)).map((value) =>
    Object.fromEntries(Object.entries(value as Json).map(([name, one]) => [name, Array.isArray(one) ? one.join(',') : String(one)])),
  )
}

function brokenTexts(texts: Record<string, string>): fc.Arbitrary<Record<string, string>> {
  const names = [...Object.keys(texts), 'unheard_of']
  return fc.record({ name: fc.constantFrom(...names), text: anyText }).map(({ name, text }) => ({ ...texts, [name]: text }))
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '0', '-1', 'null', '../..', "' or 1=1 --", '%', '{}', '\0'),
)

function broken(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value) && value.length > 0) {
    return fc.nat(value.length - 1).chain((at) => broken(value[at]).map((one) => value.with(at, one)))
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const names = [...Object.keys(value), 'unheard_of']
    return fc.constantFrom(...names).chain((name) =>
      fc.oneof(
        broken((value as Json)[name]).map((one) => ({ ...value, [name]: one })),
        fc.constant(Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))),
      ),
    )
  }
  return fc.jsonValue({ maxDepth: 2 })
}

function ofSchema(schema: Json): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (Array.isArray(schema.anyOf)) return fc.oneof(...(schema.anyOf as Json[]).map(ofSchema))
  switch (schema.type) {
    case 'object':
      return ofObject(schema)
    case 'array': {
      const minLength = Number(schema.minItems ?? 0)
      return fc.array(ofSchema((schema.items ?? {}) as Json), {
        minLength,
        maxLength: Math.min(Number(schema.maxItems ?? 4), minLength + 4),
      })
    }
    case 'integer':
    case 'number':
      return fc.integer({ min: bound(schema.minimum, 0), max: bound(schema.maximum, 10_000) })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return ofString(schema)
    default:
      return fc.jsonValue({ maxDepth: 1 })
  }
}

function bound(limit: unknown, otherwise: number): number {
  return typeof limit === 'number' && Math.abs(limit) < 2 ** 31 ? limit : otherwise
}

function ofObject(schema: Json): fc.Arbitrary<unknown> {
  const properties = (schema.properties ?? {}) as Record<string, Json>
  const required = new Set((schema.required ?? []) as string[])
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, ofSchema(one)])), {
    requiredKeys: Object.keys(properties).filter((name) => required.has(name)),
  })
  if (typeof schema.additionalProperties !== 'object') return known
  return fc.dictionary(fc.constantFrom('http', 'redis', 'x'), ofSchema(schema.additionalProperties as Json), { maxKeys: 2 })
}

function ofString({ format, pattern, minLength, maxLength }: Json): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time')
    return fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString())
  if (format === 'ipv4') return fc.ipV4()
  if (format === 'ipv6') return fc.ipV6()
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern))
  return fc.string({ minLength: Number(minLength ?? 0), maxLength: Math.min(Number(maxLength ?? 60), 60) })
}
