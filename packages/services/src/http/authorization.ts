// What an Authorization header tries: Basic, Digest or Bearer.
import { base64, type FactsOf, printable } from '@decnet/kernel'

type Tried = FactsOf<'credential.tried'>

const bytesOf = (text: string) => Buffer.from(text, 'latin1')

/** A `credential.tried` that nobody here accepts. Takes latin1 text. */
export function tried(method: Tried['method'], principal: string | undefined, secret: string): Tried {
  const named = principal === undefined ? {} : { principal: printable(bytesOf(principal), 512) }
  return { method, ...named, secret: printable(bytesOf(secret), 1024), secret_b64: base64(bytesOf(secret), 1024), outcome: 'rejected' }
}

/** Undefined when the header holds no credential that we know how to read. */
export function authorizationTried(value: string): Tried | undefined {
  const match = /^([A-Za-z-]+) +(.+)$/s.exec(value)
  const [, scheme = '', rest = ''] = match ?? []
  switch (scheme.toLowerCase()) {
    case 'basic': {
      const pair = Buffer.from(rest, 'base64').toString('latin1')
      const cut = pair.indexOf(':')
      return cut < 0 ? tried('basic', pair, '') : tried('basic', pair.slice(0, cut), pair.slice(cut + 1))
    }
    case 'digest': {
      const user = /username="([^"]*)"/i.exec(rest)?.[1]
      const response = /response="?([0-9a-f]+)/i.exec(rest)?.[1] ?? ''
      const nonce = /[ ,]nonce="([^"]*)"/i.exec(` ${rest}`)?.[1]
      return { ...tried('digest', user, response), ...(nonce ? { challenge: printable(bytesOf(nonce), 256) } : {}) }
    }
    case 'bearer':
    case 'token':
      return tried('bearer', undefined, rest)
    default:
      return undefined
  }
}
