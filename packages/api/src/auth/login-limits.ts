// Limits on sign-ins: an address that guesses is stopped, an account under fire is slow but never locked.
import { type Clock, Problem } from '@decnet/kernel'

export interface LoginLimits {
  /** Before the password is looked at: counts the try. Throws `rate.limited` when this address must wait. Gives the milliseconds to wait first. */
  begin(address: string, account: string): number
  /** The password was right: the tries of this address at this account are forgiven. */
  succeed(address: string, account: string): void
}

interface Bucket {
  tokens: number
  at: number
}

/** How many tries a bucket holds, and how long a new one takes (milliseconds). */
interface Rate {
  readonly size: number
  readonly refill_ms: number
}

const perAddress: Rate = { size: 30, refill_ms: 20_000 }
const perPair: Rate = { size: 6, refill_ms: 30_000 }
/** Beyond this many recent tries, whoever they come from, each further one waits; nobody is refused. */
const perAccount: Rate = { size: 20, refill_ms: 10_000 }
const LONGEST_WAIT_MS = 2000
const MAX_BUCKETS = 20_000

/** Makes the limits; they live in memory, so a restart forgets them. */
export function makeLoginLimits(clock: Clock): LoginLimits {
  const addresses = new Map<string, Bucket>()
  const pairs = new Map<string, Bucket>()
  const accounts = new Map<string, Bucket>()
  return {
    begin(address, account) {
      const from = networkOf(address)
      const now = clock.now()
      if (!take(addresses, from, { rate: perAddress, now }) || !take(pairs, `${from} ${account}`, { rate: perPair, now })) {
        throw new Problem('rate.limited', 'Too many sign-ins from this address; wait a minute')
      }
      if (take(accounts, account, { rate: perAccount, now })) return 0
      return LONGEST_WAIT_MS
    },
    succeed(address, account) {
      const from = networkOf(address)
      pairs.delete(`${from} ${account}`)
      give(addresses, from, perAddress)
      give(accounts, account, perAccount)
    },
  }
}

function take(buckets: Map<string, Bucket>, key: string, { rate, now }: { rate: Rate; now: number }): boolean {
  const bucket = buckets.get(key) ?? { tokens: rate.size, at: now }
  const earned = Math.floor((now - bucket.at) / rate.refill_ms)
  if (earned > 0) {
    bucket.tokens = Math.min(rate.size, bucket.tokens + earned)
    bucket.at += earned * rate.refill_ms
  }
  // Re-inserting keeps the map in order of use: the first key is the one longest unused.
  buckets.delete(key)
  buckets.set(key, bucket)
  if (buckets.size > MAX_BUCKETS) for (const oldest of buckets.keys()) if (buckets.delete(oldest)) break
  if (bucket.tokens <= 0) return false
  bucket.tokens--
  return true
}

function give(buckets: Map<string, Bucket>, key: string, rate: Rate): void {
  const bucket = buckets.get(key)
  if (bucket) bucket.tokens = Math.min(rate.size, bucket.tokens + 1)
}

/** IPv4 as it is; IPv6 by its /64, which one customer owns as a whole. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  const [head = '', tail = ''] = address.split('::')
  const front = head === '' ? [] : head.split(':')
  if (!address.includes('::')) return `${front.slice(0, 4).join(':')}::/64`
  const back = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`
}
