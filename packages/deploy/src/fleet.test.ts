// The fleet file: what is wrong names its line and field, and nothing but a Problem ever comes out.
import { Problem } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFleet } from './fleet.ts'
import { fleetJsonSchema } from './fleet-schema.ts'

function problemOf(text: string): Problem {
  try {
    parseFleet(text)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('the file was taken')
}

test('a good file is read', () => {
  const fleet = parseFleet('name: office\nruntime: embedded\ndeckies:\n  - { name: web-01, archetype: web-server }\n')
  expect(fleet.name).toBe('office')
  expect(fleet.deckies).toEqual([{ name: 'web-01', archetype: 'web-server' }])
})

const wrong: [what: string, text: string, path: string, message: RegExp][] = [
  ['an unknown key', 'deckies:\n  - name: a\n    colour: red\n', '/deckies/0/colour', /^line 3: unknown key "colour"/],
  ['an unknown top key', 'deckies: []\nx: 1\n', '/x', /^line 2: unknown key "x"/],
  [
    'an unknown service',
    'deckies:\n- name: a\n  services:\n    gopher: {}\n',
    '/deckies/0/services/gopher',
    /^line 4: unknown service "gopher"/,
  ],
  ['an unknown archetype', 'deckies:\n- name: a\n  archetype: toaster\n', '/deckies/0/archetype', /^line 3: unknown archetype "toaster"/],
  ['an unknown os', 'deckies:\n- name: a\n  os: dos\n', '/deckies/0/os', /^line 3: unknown os "dos"/],
  ['a bad address', 'deckies:\n- name: a\n  address: 1.2.3\n', '/deckies/0/address', /^line 3: must be an IPv4 or IPv6 address/],
  ['a bad option', 'deckies:\n- name: a\n  services: { http: { product: iis } }\n', '/deckies/0/services/http/product', /^line 3: /],
  [
    'an unknown option',
    'deckies:\n- name: a\n  services:\n    http:\n      colour: 1\n',
    '/deckies/0/services/http/colour',
    /^line 5: unknown option/,
  ],
  ['a bad name', 'deckies:\n- name: A\n', '/deckies/0/name', /^line 2: must start with a letter/],
  ['docker', 'runtime: docker\ndeckies: []\n', '/runtime', /^line 1: the docker runtime is not available in this version/],
  ['plugins', 'deckies: []\nplugins: [./a.ts]\n', '/plugins', /^line 2: plugins is not available in this version/],
  [
    'a tarpit source',
    'deckies:\n- name: a\n  tarpit: { ports: [80], delay_ms: 1, sources: [here] }\n',
    '/deckies/0/tarpit/sources/0',
    /^line 3: must be an address/,
  ],
]

test.each(wrong)('%s is an error with its line and field', (...given) => {
  const [, text, path, message] = given
  const problem = problemOf(text)
  expect(problem.code).toBe('fleet.invalid')
  const field = problem.fields.find((candidate) => candidate.path === path)
  expect(field, JSON.stringify(problem.fields)).toBeDefined()
  expect(field?.message).toMatch(message)
})

test('broken YAML names its line', () => {
  expect(problemOf('name: x\ndeckies: [}\n').message).toMatch(/line 2/)
  expect(problemOf('name: x\nname: y\ndeckies: []\n').message).toMatch(/line 2.*unique/)
})

test('bombs are refused', () => {
  const laugh = ['a: &a [x,x,x,x,x,x,x,x,x,x]']
  for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg'].map((pair) => [pair[0], pair[1]])) {
    laugh.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(',')}]`)
  }
  expect(problemOf(laugh.join('\n')).message).toMatch(/alias/)
  expect(problemOf(`${'{'.repeat(40)}${'}'.repeat(40)}`).message).toBe('line 1: a key must be a plain text')
  expect(problemOf('['.repeat(50_000)).code).toBe('fleet.invalid')
  expect(problemOf(`name: ${'x'.repeat(1_000_001)}`).code).toBe('fleet.invalid')
})

const words = fc.constantFrom(
  'name',
  'deckies',
  'services',
  'http',
  'redis',
  'archetype',
  'web-server',
  'count',
  'ports',
  '__proto__',
  'toString',
  'a',
  '-1',
  '80',
  'null',
)
const yamlish = fc
  .array(
    fc.oneof(
      words,
      fc.constantFrom(': ', '\n', '  ', '- ', '{', '}', '[', ']', ', ', '&x ', '*x', '|', '"', "'", '!!', '#', '\t', '<<'),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

test('no text makes it throw anything but a Problem', () => {
  fc.assert(
    fc.property(fc.oneof(yamlish, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
      try {
        parseFleet(text)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        expect(error.code).toBe('fleet.invalid')
      }
    }),
    { numRuns: 1000 },
  )
}, 60_000)

test('no data of about the right shape makes it throw anything but a Problem', () => {
  const value = fc.anything({ maxDepth: 3, key: words, withNullPrototype: false })
  const decky = fc.dictionary(
    fc.constantFrom('name', 'archetype', 'os', 'count', 'services', 'address', 'ports', 'tarpit', 'hostname'),
    value,
  )
  fc.assert(
    fc.property(fc.record({ name: value, runtime: value, deckies: fc.oneof(fc.array(decky), value) }, { requiredKeys: [] }), (data) => {
      const text = JSON.stringify(data, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item))
      try {
        parseFleet(text)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
      }
    }),
    { numRuns: 500 },
  )
}, 60_000)

test('the JSON Schema describes every service with its options', () => {
  const text = JSON.stringify(fleetJsonSchema())
  expect(text).toContain('"product"')
  expect(text).toContain('"cache-server"')
  expect(text).toContain('"additionalProperties":false')
})
