// One source, one spelling.
import { attackerId } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalAddress, Sources } from './addresses.ts'

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['::FFFF:c633:6407', '198.51.100.7'],
  ['0:0:0:0:0:ffff:198.51.100.7', '198.51.100.7'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::1', '::1'],
])('%s is %s', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical)
})

test.each(['', 'localhost', '1.2.3', '1.2.3.4.5', '256.1.1.1', '010.1.1.1', ':::', '1.2.3.4%eth0'])('%j is no address', (text) => {
  expect(canonicalAddress(text)).toBeNull()
})

test('canonical text is its own canonical text, and no text throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV6(), fc.ipV4(), fc.string()), (text) => {
      const canonical = canonicalAddress(text)
      if (canonical !== null) expect(canonicalAddress(canonical)).toBe(canonical)
    }),
  )
})

test('an address and its mapped form are one attacker', () => {
  const sources = new Sources()
  expect(sources.of('::ffff:127.0.0.1')).toEqual({ ip: '127.0.0.1', attackerUuid: attackerId('127.0.0.1') })
  expect(sources.of('127.0.0.1')).toEqual(sources.of('::ffff:127.0.0.1'))
  expect(sources.of('nobody')).toBeNull()
})
