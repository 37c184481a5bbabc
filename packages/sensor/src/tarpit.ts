// The tarpit: for chosen ports and sources what a decky says trickles, to cost an attacker his time.
import { BlockList, isIP, isIPv6 } from 'node:net'
import type { Clock, TarpitRule } from '@decnet/kernel'
import type { Session } from './session.ts'

/** The least that is sent at a time. */
const PIECE_BYTES = 64
/** The most pieces of one say: without a bound a long page would hold the service's memory for days. */
const PIECES = 32

/** Whether a rule catches a connection: one of its ports, and, where it names sources (addresses or CIDR), one of these. */
export function ruleCatches(rule: TarpitRule | null, connection: { readonly ports: readonly number[]; readonly source: string }): boolean {
  if (!rule?.ports.some((port) => connection.ports.includes(port))) return false
  if (!rule.sources) return true
  const list = new BlockList()
  for (const source of rule.sources) addSource(list, source)
  return list.check(connection.source, isIPv6(connection.source) ? 'ipv6' : 'ipv4')
}

function addSource(list: BlockList, source: string): void {
  const [address = '', prefix] = source.split('/')
  const version = isIP(address)
  const family = version === 6 ? 'ipv6' : 'ipv4'
  const bits = prefix === undefined ? undefined : Number(prefix)
  // What is no address catches nobody; the plan that wrote the rule is where it is refused.
  if (version === 0) return
  if (bits === undefined) list.addAddress(address, family)
  else if (Number.isInteger(bits) && bits >= 0 && bits <= (version === 6 ? 128 : 32)) list.addSubnet(address, bits, family)
}

/** One session's tarpit. */
export class Tarpit {
  readonly #clock: Clock
  readonly #session: Session
  readonly #port: number
  #delay: number | undefined
  #since = 0
  #changed: AbortController | undefined

  constructor(parts: { readonly clock: Clock; readonly session: Session; readonly port: number }) {
    this.#clock = parts.clock
    this.#session = parts.session
    this.#port = parts.port
  }

  /** Sets the delay in milliseconds, or undefined to let go. A wait under way ends when the delay changes. */
  set(delay: number | undefined): void {
    if (delay === this.#delay) return
    if (this.#delay !== undefined)
      this.#session.emit('tarpit.left', { port: this.#port, held_ms: Math.max(0, this.#clock.now() - this.#since) })
    this.#delay = delay
    this.#changed?.abort()
    this.#changed = undefined
    if (delay === undefined) return
    this.#since = this.#clock.now()
    this.#session.emit('tarpit.entered', { port: this.#port, delay_ms: delay })
  }

  /** The pieces in which `bytes` go out at present. */
  pieces(bytes: Uint8Array): Uint8Array[] {
    if (this.#delay === undefined || bytes.length <= PIECE_BYTES) return [bytes]
    const size = Math.max(PIECE_BYTES, Math.ceil(bytes.length / PIECES))
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
  }

  /** Waits as long as one piece is held back; undefined outside the tarpit. Ends early when `signal` aborts. */
  hold(signal: AbortSignal): Promise<void> | undefined {
    if (this.#delay === undefined) return undefined
    this.#changed ??= new AbortController()
    return this.#clock.sleep(this.#delay, AbortSignal.any([signal, this.#changed.signal]))
  }
}
