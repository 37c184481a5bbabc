// The check by hand says yes to what sensors say, and never where the schema would not, or would change something.
import { eventEnvelope } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isEnvelope } from './envelope.ts'
import { uuid } from './fixture.ts'

const plain = () => ({
  id: uuid(),
  time: 1_700_000_000_000,
  kind: 'command.ran',
  decky_id: uuid(),
  decky: 'web-01',
  topology_id: null,
  service: 'redis',
  session: uuid(),
  peer_ip: '198.51.100.7',
  peer_port: 40_000,
  local_port: 6379,
  facts: {},
})

test('what a sensor says is an envelope', () => {
  expect(isEnvelope(plain())).toBe(true)
  expect(isEnvelope({ ...plain(), truncated: true, topology_id: uuid() })).toBe(true)
  expect(isEnvelope({ ...plain(), service: null, session: null, peer_ip: null, peer_port: null, local_port: null })).toBe(true)
})

const nearUuid = fc.tuple(fc.nat({ max: 35 }), fc.constantFrom('0', 'f', 'g', 'A', '-', '/', ':', '`', 'é')).map(([at, put]) => {
  const text = uuid()
  return text.slice(0, at) + put + text.slice(at + 1)
})
const anything = fc.oneof(
  nearUuid,
  fc.constantFrom(null, true, false, -1, -0, 0.5, 65_535, 65_536, 2 ** 53, '', uuid().slice(1), `${uuid()} `),
  fc.integer({ min: 62, max: 66 }).map((length) => 'x'.repeat(length)),
  fc.jsonValue(),
)
const fields = Object.keys({ ...plain(), truncated: true }).filter((name) => name !== 'kind' && name !== 'facts')

test('whatever else it says yes to, the schema takes as it is', () => {
  const changes = fc.dictionary(fc.constantFrom(...fields), anything, { maxKeys: 2 })
  const gone = fc.option(fc.constantFrom(...fields), { freq: 4 })
  let agreed = 0
  fc.assert(
    fc.property(changes, gone, (changed, without) => {
      const json = Object.fromEntries(Object.entries({ ...plain(), ...changed }).filter(([name]) => name !== without))
      const parsed = eventEnvelope.safeParse(json)
      // Nothing is left to the slow way that need not be, either.
      expect(isEnvelope(json)).toBe(parsed.success)
      if (!parsed.success) return
      expect(parsed.data).toEqual(json)
      agreed++
    }),
    { numRuns: 5000 },
  )
  expect(agreed).toBeGreaterThan(100)
})
