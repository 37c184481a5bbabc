// Apache's strict reading of host names: in the Host header and in absolute URIs.
import { isIPv6 } from 'node:net'

/** A host as Apache understood it; `name` is undefined when it is refused, `port` may be known even so. */
export interface ApacheHost {
  readonly name: string | undefined
  readonly port: number | undefined
}

/** A name of letters, digits, `-`, `_` and single dots; one whose last part begins with a digit must be an address. Lower case, no dot at the end. */
export function strictName(name: string): string | undefined {
  const lower = name.toLowerCase()
  const bare = lower.endsWith('.') ? lower.slice(0, -1) : lower
  if (!/^[a-z0-9_.-]+$/.test(bare) || lower.includes('..')) return undefined
  if (/^[0-9]+$|\.[0-9][^.]*$/.test(bare) && !/^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){3}$/.test(bare)) return undefined
  return bare
}

/** The value of a Host header. */
export function apacheHostHeader(value: string): ApacheHost {
  const trailing = /:(\d+)$/.exec(value)
  const number = trailing ? Number(trailing[1]) : undefined
  const port = number !== undefined && number > 0 && number <= 65535 ? number : undefined
  const literal = /^\[([^\]]*)\](?::(\d+))?$/.exec(value)
  if (literal) {
    const good = isIPv6(literal[1] ?? '') && !literal[1]?.includes('%') && (literal[2] === undefined || port !== undefined)
    return { name: good ? literal[1]?.toLowerCase() : undefined, port: literal[2] === undefined ? undefined : port }
  }
  if (value.startsWith('[') || (value.includes(':') && port === undefined)) return { name: undefined, port: undefined }
  const name = port === undefined ? value : value.slice(0, value.lastIndexOf(':'))
  return { name: strictName(name), port: name === '' ? undefined : port }
}

/** Host part of a URL: an IPv6 address goes into brackets again. */
export function urlHost(name: string): string {
  return name.includes(':') ? `[${name}]` : name
}
