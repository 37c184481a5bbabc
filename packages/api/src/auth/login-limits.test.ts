// Networks of addresses, and the bound on what the limits remember.
import { manualClock } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { makeLoginLimits, networkOf } from './login-limits.ts'

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is of %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('a right password forgives the tries of its address at its account only', () => {
  const limits = makeLoginLimits(manualClock())
  for (let n = 0; n < 5; n++) limits.begin('10.0.0.1', 'ann')
  limits.begin('10.0.0.1', 'bob')
  limits.succeed('10.0.0.1', 'ann')
  for (let n = 0; n < 6; n++) expect(limits.begin('10.0.0.1', 'ann')).toBe(0)
  expect(() => limits.begin('10.0.0.1', 'ann')).toThrow('Too many sign-ins')
})

test('an address that tries many accounts is stopped as an address', () => {
  const limits = makeLoginLimits(manualClock())
  for (let n = 0; n < 30; n++) limits.begin('10.0.0.1', `user-${n}`)
  expect(() => limits.begin('10.0.0.1', 'user-30')).toThrow('Too many sign-ins')
  expect(limits.begin('10.0.0.2', 'user-30')).toBe(0)
})

test('a flood of addresses and names does not make it forget that an account is under fire', () => {
  const clock = manualClock()
  const limits = makeLoginLimits(clock)
  for (let n = 0; n < 50_000; n++) limits.begin(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 'admin')
  expect(limits.begin('192.0.2.1', 'admin')).toBe(2000)
  clock.advance(200_000)
  expect(limits.begin('192.0.2.1', 'admin')).toBe(0)
})
