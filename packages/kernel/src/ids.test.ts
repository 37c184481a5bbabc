// Identifiers against their standards' own examples.
import { describe, expect, it } from 'vitest'
import { attackerId, findingId, formatUuid, isUuid, parseUuid, stubIdentityId, uuidv5, uuidv7Source } from './ids.ts'
import { sha1 } from './sha1.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('sha1', () => {
  it.each([
    ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '84983e441c3bd26ebaae4aa1f95129e5e54670f1'],
    ['a'.repeat(1000), '291e9a6c66994949b57ba5e650361e98fc36b1ba'],
  ])('of %j', (text, digest) => {
    expect(hex(sha1(new TextEncoder().encode(text)))).toBe(digest)
  })
})

describe('uuidv5', () => {
  it('gives the example of RFC 9562 appendix A.4', () => {
    expect(uuidv5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
  })

  it('names an attacker, an identity and a finding the same way every time, and apart from each other', () => {
    const attacker = attackerId('198.51.100.7')
    const names = [attacker, stubIdentityId(attacker), findingId('profile', 'attacker.observed', attacker), attackerId('198.51.100.8')]
    expect(new Set(names).size).toBe(names.length)
    expect(attackerId('198.51.100.7')).toBe(attacker)
    expect(names.every(isUuid)).toBe(true)
  })
})

describe('uuidv7', () => {
  it('holds the millisecond, the version and the variant', () => {
    const next = uuidv7Source(
      () => 0x017f22e279b0,
      (count) => new Uint8Array(count).fill(0xff),
    )
    expect(next()).toBe('017f22e2-79b0-7000-bfff-ffffffffffff')
  })

  it('rises within a millisecond, past 4096 ids and when the clock steps back', () => {
    let now = 1_700_000_000_000
    const next = uuidv7Source(() => now)
    const ids = Array.from({ length: 5000 }, next)
    now -= 60_000
    ids.push(...Array.from({ length: 10 }, next))
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('survives text and back', () => {
    const id = uuidv7Source(() => Date.UTC(2026, 10, 24))()
    expect(formatUuid(parseUuid(id))).toBe(id)
  })
})
