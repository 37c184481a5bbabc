// Addresses as sortable text: a network becomes a range of keys.
import { Problem } from '@decnet/kernel'

/**
 * An IPv4 or IPv6 address as 32 hex digits, IPv4 mapped into ::ffff:0:0/96 (RFC 4291 section 2.5.5.2),
 * so that keys sort as addresses do. Null for what is no address. A zone (`%eth0`, RFC 4007 section 11) is left out.
 */
export function addressKey(address: string): string | null {
  const groups = address.includes(':') ? parseV6(address.replace(/%[\w.-]+$/, '')) : mapped(parseV4(address))
  return groups === null ? null : groups.map((group) => group.toString(16).padStart(4, '0')).join('')
}

/** The first and the last key of a network in CIDR form (RFC 4632), or of one address. Throws Problem `query.invalid`. */
export function networkRange(cidr: string): { first: string; last: string } {
  const [address = '', length, ...rest] = cidr.trim().split('/')
  const key = addressKey(address)
  const width = address.includes(':') ? 128 : 32
  const bits = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  if (key === null || rest.length > 0 || !(bits >= 0 && bits <= width)) {
    throw new Problem('query.invalid', `${cidr} is no network`, {
      fields: [{ path: '/cidr', message: 'must be an address, or an address, / and a prefix length' }],
    })
  }
  const host = (1n << BigInt(width - bits)) - 1n
  const value = BigInt(`0x${key}`)
  const text = (number: bigint) => number.toString(16).padStart(32, '0')
  return { first: text(value & ~host), last: text(value | host) }
}

function parseV4(text: string): number[] | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number)
  return [a * 256 + b, c * 256 + d]
}

function mapped(groups: number[] | null): number[] | null {
  return groups === null ? null : [0, 0, 0, 0, 0, 0xffff, ...groups]
}

function parseV6(text: string): number[] | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = parseGroups(halves[0] ?? '')
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '') : []
  if (head === null || tail === null) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

function parseGroups(text: string): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 && part.includes('.') ? parseV4(part) : null
    if (v4 !== null) groups.push(...v4)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}
