// Frames never exceed their bound, whatever the facts are, and stay what the contract says.
import { base64, type EventKindName, eventKinds, frame, MAX_FRAME_BYTES, printable } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeEvent } from './shorten.ts'

const uuid = '0197a000-0000-7000-8000-000000000001'
const event = (kind: EventKindName, facts: object) => ({
  id: uuid,
  time: 1,
  kind,
  decky_id: uuid,
  decky: 'd'.repeat(63),
  topology_id: uuid,
  service: 'redis',
  session: uuid,
  peer_ip: '2001:db8:0:1:1:1:1:1',
  peer_port: 65535,
  local_port: 65535,
  facts,
})

const bytes = fc.uint8Array({ maxLength: 8192, size: 'max' })
const shown = bytes.map((each) => printable(each, 8192).slice(0, 8192))
const bytes64 = bytes.map((each) => base64(each, 6144))
const small = fc.string({ maxLength: 20 })
const item = fc.oneof(
  small,
  fc.uint8Array({ maxLength: 700, size: 'max' }).map((each) => printable(each)),
)
const word = fc.oneof(shown, small, fc.string({ unit: 'binary', maxLength: 3000, size: 'max' }))

test('facts of the catalogue fit a frame, which parses as what its kind promises', () => {
  const commands = fc.record({
    language: fc.constant('redis'),
    command: word,
    command_b64: bytes64,
    argv: fc.array(item, { maxLength: 64, size: 'max' }),
    outcome: fc.constant('ok'),
  })
  const requests = fc.record({
    method: word,
    target: word,
    target_b64: bytes64,
    version: small,
    headers: fc.array(fc.tuple(item, item), { maxLength: 64, size: 'max' }),
    status: fc.constant(200),
    body_size: fc.nat(),
    body_sha256: fc.constant('a'.repeat(64)),
  })
  const credentials = fc.record({
    method: fc.constant('password'),
    principal: word,
    secret: shown,
    secret_b64: bytes64,
    outcome: fc.constant('rejected'),
  })
  const any = fc.oneof(
    commands.map((facts) => ['command.ran', facts] as const),
    requests.map((facts) => ['request.made', facts] as const),
    credentials.map((facts) => ['credential.tried', facts] as const),
  )
  fc.assert(
    fc.property(any, ([kind, facts]) => {
      const line = encodeEvent(event(kind, facts))
      expect(line).toBeDefined()
      expect(Buffer.byteLength(line ?? '')).toBeLessThanOrEqual(MAX_FRAME_BYTES)
      expect(line?.indexOf('\n')).toBe((line?.length ?? 0) - 1)
      const parsed = frame.parse(JSON.parse(line ?? ''))
      if (parsed.frame !== 'event') throw new Error('not an event')
      eventKinds[kind].facts.parse(parsed.event.facts)
      if (parsed.event.truncated !== true) expect(parsed.event.facts).toEqual(JSON.parse(JSON.stringify(facts)))
    }),
    { numRuns: 40 },
  )
})

test('any JSON facts fit, or are refused', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 100, size: 'large' }), (facts) => {
      const line = encodeEvent(event('command.ran', facts))
      if (line !== undefined) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_FRAME_BYTES)
    }),
    { numRuns: 100 },
  )
  const wide = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`key${index}`, index]))
  expect(encodeEvent(event('command.ran', wide))).toBeUndefined()
})

test('the longest strings are cut first, short ones stay', () => {
  const line = encodeEvent(
    event('command.ran', { command: 'x'.repeat(8000), command_b64: 'QUJD'.repeat(2000), error: 'kept as it is', argv: ['y'.repeat(500)] }),
  )
  const { facts, truncated } = JSON.parse(line ?? '').event
  expect(truncated).toBe(true)
  expect(facts.error).toBe('kept as it is')
  expect(facts.argv).toEqual(['y'.repeat(500)])
  expect(facts.command.length).toBeGreaterThan(3000)
  expect(facts.command_b64.length % 4).toBe(0)
  expect(Buffer.byteLength(line ?? '')).toBeGreaterThan(MAX_FRAME_BYTES - 16)
})
