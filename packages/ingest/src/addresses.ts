// Source addresses in one spelling each, so that one source is one attacker however its socket spelled it.
import { isIPv4, isIPv6, SocketAddress } from 'node:net'
import { attackerId } from '@decnet/kernel'

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/

/**
 * The canonical text of an address: IPv4 dotted, IPv6 as RFC 5952 says, an IPv4-mapped IPv6 address
 * (RFC 4291 section 2.5.5.2) as IPv4, without a zone. Null for what is no address.
 */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text
  if (!isIPv6(text)) return null
  const bare = text.split('%', 1)[0] ?? text
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' })
  return MAPPED.exec(address)?.[1] ?? address
}

export interface Source {
  readonly ip: string
  readonly attackerUuid: string
}

const MAX_KNOWN = 65_536

/** Addresses to attackers, remembered: hashing each event's address again would cost more than reading it. */
export class Sources {
  readonly #known = new Map<string, Source>()
  #last: { readonly text: string; readonly source: Source } | null = null

  /** The source behind an address as a sensor spelled it; null when it is no address. */
  of(text: string): Source | null {
    // Events come in runs of one conversation's: comparing with the last costs less than a look-up.
    if (this.#last?.text === text) return this.#last.source
    const source = this.#known.get(text) ?? this.#find(text)
    if (source !== null) this.#last = { text, source }
    return source
  }

  #find(text: string): Source | null {
    const ip = canonicalAddress(text)
    if (ip === null) return null
    const source = { ip, attackerUuid: attackerId(ip) }
    if (this.#known.size >= MAX_KNOWN) this.#known.clear()
    this.#known.set(text, source)
    return source
  }
}
