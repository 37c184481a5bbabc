// Expiry: EXPIRE, TTL and their kin, and the expiry arguments of other commands.
import { at, type Call, type Handlers, NOT_INTEGER } from '../call.ts'
import { integer } from '../numbers.ts'
import { error, type Fault, isFault, type Reply } from '../reply.ts'

const MOST = 2n ** 63n - 1n

/** The error of an expiry that cannot be. */
export function invalidExpiry(call: Call): Fault {
  const name = call.spec.name
  return error(call.server.identity.major === 6 ? `ERR invalid expire time in ${name}` : `ERR invalid expire time in '${name}' command`)
}

/** The moment that `text` in that unit (EX, PX, EXAT, PXAT) names, in milliseconds since the epoch; not in the past of zero. */
export function expiryOf(call: Call, text: string, unit: string): number | Fault {
  const value = integer(text)
  if (value === undefined) return NOT_INTEGER
  const moment = value <= 0n ? undefined : momentOf(call, value, unit)
  return moment === undefined ? invalidExpiry(call) : Number(moment)
}

function momentOf(call: Call, value: bigint, unit: string): bigint | undefined {
  const scaled = unit.startsWith('EX') ? value * 1000n : value
  const moment = unit.endsWith('AT') ? scaled : scaled + BigInt(call.server.clock.now())
  return scaled > MOST || moment > MOST || scaled < -MOST - 1n ? undefined : moment
}

function conditions(call: Call): Set<string> | Fault {
  const found = new Set<string>()
  for (const word of call.argv.slice(3)) {
    if (!/^(nx|xx|gt|lt)$/i.test(word)) return error(`ERR Unsupported option ${word}`)
    found.add(word.toUpperCase())
  }
  if (found.has('NX') && found.size > 1) return error('ERR NX and XX, GT or LT options at the same time are not compatible')
  if (found.has('GT') && found.has('LT')) return error('ERR GT and LT options at the same time are not compatible')
  return found
}

function allowed(found: ReadonlySet<string>, before: number | null, moment: number): boolean {
  if (found.has('NX') && before !== null) return false
  if (found.has('XX') && before === null) return false
  if (found.has('GT') && (before === null || moment <= before)) return false
  return !(found.has('LT') && before !== null && moment >= before)
}

function expire(unit: string) {
  return (call: Call): Reply => {
    const found = conditions(call)
    if (isFault(found)) return found
    const value = integer(at(call, 2))
    if (value === undefined) return NOT_INTEGER
    const moment = momentOf(call, value, unit)
    if (moment === undefined) return invalidExpiry(call)
    const entry = call.db.get(at(call, 1))
    if (!entry || !allowed(found, entry.expires, Number(moment))) return 0
    if (moment <= BigInt(call.server.clock.now())) call.db.delete(at(call, 1))
    else {
      entry.expires = Number(moment)
      call.db.changed(at(call, 1))
    }
    return 1
  }
}

function left(print: (expires: number, now: number) => number) {
  return (call: Call): Reply => {
    const entry = call.db.peek(at(call, 1))
    if (!entry) return -2
    return entry.expires === null ? -1 : print(entry.expires, call.server.clock.now())
  }
}

export const expiry: Handlers = {
  expire: expire('EX'),
  pexpire: expire('PX'),
  expireat: expire('EXAT'),
  pexpireat: expire('PXAT'),
  ttl: left((expires, now) => Math.floor((expires - now + 500) / 1000)),
  pttl: left((expires, now) => expires - now),
  expiretime: left((expires) => Math.floor((expires + 500) / 1000)),
  pexpiretime: left((expires) => expires),
  persist: (call) => {
    const entry = call.db.get(at(call, 1))
    if (!entry || entry.expires === null) return 0
    entry.expires = null
    call.db.changed(at(call, 1))
    return 1
  },
}
