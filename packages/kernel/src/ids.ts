// Identifiers: time-ordered UUIDv7 for what happens, UUIDv5 for what is derived from what happened.
import { sha1 } from './sha1.ts'

/** Sixteen random bytes; injected so that tests decide what chance brings. */
export type RandomBytes = (count: number) => Uint8Array

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Sixteen bytes as the canonical 8-4-4-4-12 text form (RFC 9562 section 4). */
export function formatUuid(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += HEX[bytes[index] ?? 0]
  }
  return text
}

/** The sixteen bytes of a canonical uuid; malformed text gives zero bytes where it is not hex. */
export function parseUuid(text: string): Uint8Array {
  const hex = text.replaceAll('-', '')
  return Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16) || 0)
}

/** True for a lower-case canonical uuid of any version. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
}

const webRandom: RandomBytes = (count) => globalThis.crypto.getRandomValues(new Uint8Array(count))

/**
 * A source of UUIDv7 (RFC 9562 section 5.7) that never goes backwards: the 12 bits after the
 * millisecond are a counter (method 1), so ids of one source sort in the order they were made.
 */
export function uuidv7Source(now: () => number, random: RandomBytes = webRandom): () => string {
  let last = 0
  let counter = 0
  let pool = new Uint8Array(0)
  let offset = 0
  return () => {
    const time = now()
    if (time > last) {
      last = time
      counter = 0
    } else if (++counter > 0xfff) {
      last += 1
      counter = 0
    }
    if (offset + 8 > pool.length) {
      pool = new Uint8Array(random(1024))
      offset = 0
    }
    const bytes = new Uint8Array(16)
    const high = Math.floor(last / 0x10000)
    bytes[0] = (high >>> 24) & 0xff
    bytes[1] = (high >>> 16) & 0xff
    bytes[2] = (high >>> 8) & 0xff
    bytes[3] = high & 0xff
    bytes[4] = (last >>> 8) & 0xff
    bytes[5] = last & 0xff
    bytes[6] = 0x70 | (counter >>> 8)
    bytes[7] = counter & 0xff
    bytes.set(pool.subarray(offset, offset + 8), 8)
    bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
    offset += 8
    return formatUuid(bytes)
  }
}

const encoder = new TextEncoder()

/** UUIDv5 (RFC 9562 section 5.5): the same namespace and name give the same id, everywhere. */
export function uuidv5(namespace: string, name: string): string {
  const space = SPACES.get(namespace) ?? parseUuid(namespace)
  const label = encoder.encode(name)
  const input = new Uint8Array(16 + label.length)
  input.set(space)
  input.set(label, 16)
  const bytes = sha1(input).slice(0, 16)
  bytes[6] = 0x50 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return formatUuid(bytes)
}

/** Fixed namespaces: changing one would rename every derived row. */
export const namespaces = {
  attacker: '6f0a1c52-8f53-5d5e-9c39-0c1f6b6f2a01',
  identity: '6f0a1c52-8f53-5d5e-9c39-0c1f6b6f2a02',
  credential: '6f0a1c52-8f53-5d5e-9c39-0c1f6b6f2a03',
  finding: '6f0a1c52-8f53-5d5e-9c39-0c1f6b6f2a04',
  client: '6f0a1c52-8f53-5d5e-9c39-0c1f6b6f2a05',
} as const

// Parsed once: ingest derives an id for nearly every row.
const SPACES: ReadonlyMap<string, Uint8Array> = new Map(Object.values(namespaces).map((text) => [text, parseUuid(text)]))

/** The attacker row of a source address. */
export function attackerId(ip: string): string {
  return uuidv5(namespaces.attacker, ip)
}

/** The stub identity that an attacker has until analysis says otherwise. */
export function stubIdentityId(attackerUuid: string): string {
  return uuidv5(namespaces.identity, attackerUuid)
}

/** The id of a finding: what announced it, on which topic, about what; a replay gives it again. */
export function findingId(analyzer: string, topic: string, naturalKey: string): string {
  return uuidv5(namespaces.finding, `${analyzer}\n${topic}\n${naturalKey}`)
}
