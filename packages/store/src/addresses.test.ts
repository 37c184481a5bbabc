// Addresses and networks as ranges, against Node's own.
import { BlockList } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressKey, networkRange } from './addresses.ts'

const v4 = fc.ipV4()
const v6 = fc.ipV6().filter((text) => !/[g-z]/i.test(text))

function inside(cidr: string, address: string): boolean {
  const key = addressKey(address) ?? ''
  const { first, last } = networkRange(cidr)
  return key >= first && key <= last
}

test('a network holds the addresses that it holds', () => {
  const check = (family: 'ipv4' | 'ipv6') => (network: string, address: string, bits: number) => {
    const list = new BlockList()
    list.addSubnet(network, bits, family)
    expect(inside(`${network}/${bits}`, address)).toBe(list.check(address, family))
    expect(inside(`${network}/${bits}`, network)).toBe(true)
  }
  fc.assert(fc.property(v4, v4, fc.nat(32), check('ipv4')))
  fc.assert(fc.property(v6, v6, fc.nat(128), check('ipv6')))
})

test('one spelling or another, the key is one', () => {
  expect(addressKey('2001:db8::1')).toBe(addressKey('2001:0DB8:0:0:0:0:0:1'))
  expect(addressKey('::ffff:192.0.2.1')).toBe(addressKey('192.0.2.1'))
  expect(addressKey('fe80::1%eth0')).toBe(addressKey('fe80::1'))
})

test('what is no address has no key, and what is no network is refused', () => {
  for (const text of ['', '1.2.3', '1.2.3.256', '01.2.3.4', '1::2::3', ':::', '1:2:3:4:5:6:7', 'x', '1.2.3.4.5', '12345::']) {
    expect([text, addressKey(text)]).toEqual([text, null])
  }
  for (const text of ['', '/8', '1.2.3.4/33', '::/129', '1.2.3.4/', '1.2.3.4/8/8', '1.2.3.4/-1', 'a/8']) {
    expect(() => networkRange(text), text).toThrow(expect.objectContaining({ code: 'query.invalid' }))
  }
})
