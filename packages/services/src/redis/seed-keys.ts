// The keys that a decky's own applications keep: sessions, cache entries, a queue, counters. Different on every decky.
import type { Clock } from '@decnet/kernel'
import type { Persona } from '../persona.ts'
import type { Database, Value } from './keyspace.ts'

const FIRST = 'anna ben carla david elena felix greta henry ines jonas karin liam maria nils olga paul'.split(' ')
const LAST = 'adler brandt costa duval evans fischer garcia hansen ivanov jensen keller lopez meyer novak'.split(' ')
const PAGES = 'home products pricing search account orders help news'.split(' ')
const JOBS = 'mail thumbnails export invoices reindex'.split(' ')
const MINUTE = 60_000
const DAY = 86_400_000

/** One key that is written anew every `period` ms, each time for that long. */
interface Slot {
  readonly period: number
  readonly phase: number
  readonly make: (own: Chance) => readonly [key: string, value: Value]
  readonly label: string
  generation: number
}

/** Bytes of a persona's own, in a row. */
class Chance {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#bytes[this.#at++ % this.#bytes.length] ?? 0
  }

  pick(values: readonly string[]): string {
    return values[this.byte() % values.length] ?? ''
  }

  hex(count: number): string {
    return Array.from({ length: count }, () => this.byte().toString(16).padStart(2, '0')).join('')
  }
}

function session(own: Chance): readonly [string, Value] {
  const fields = new Map([
    ['user', `${own.pick(FIRST)}.${own.pick(LAST)}`],
    ['uid', String(1000 + own.byte() * 7 + (own.byte() % 7))],
    ['csrf', own.hex(8)],
    ['ip', `10.${own.byte()}.${own.byte()}.${1 + (own.byte() % 254)}`],
  ])
  return [`session:${own.hex(12)}`, { type: 'hash', fields }]
}

const cached =
  (page: string) =>
  (own: Chance): readonly [string, Value] => [
    `cache:page:${page}`,
    { type: 'string', text: `{"page":"${page}","etag":"${own.hex(6)}","size":${4000 + own.byte() * 61}}` },
  ]

/**
 * Keeps them: what is there at a moment follows from the persona and the time alone, so that a restart changes nothing.
 * What an attacker removed comes back when its next turn comes, as it would by an application.
 */
export class Applications {
  readonly #database: Database
  readonly #host: Persona
  readonly #clock: Clock
  readonly #slots: Slot[] = []

  constructor(database: Database, host: Persona, clock: Clock) {
    this.#database = database
    this.#host = host
    this.#clock = clock
    const own = new Chance(host.derive('redis keys', 256))
    const slot = (label: string, period: number, make: Slot['make']) =>
      this.#slots.push({ label, period, phase: own.byte() * 313 * 977, make, generation: -1 })
    const sessions = 4 + (own.byte() % 9)
    for (let index = 0; index < sessions; index++) slot(`session ${index}`, DAY + own.byte() * 11 * MINUTE, session)
    for (const page of new Set(Array.from({ length: 3 + (own.byte() % 4) }, () => own.pick(PAGES)))) {
      slot(`page ${page}`, 60 * MINUTE + own.byte() * MINUTE, cached(page))
    }
    this.#slots.sort((a, b) => a.phase - b.phase)
    this.tend()
    this.#lasting(own)
  }

  #lasting(own: Chance): void {
    const job = own.pick(JOBS)
    const items = Array.from({ length: 1 + (own.byte() % 4) }, () => `{"job":"${job}","id":${10_000 + own.byte() * 13},"try":0}`)
    this.#database.put(`queue:${job}`, { type: 'list', items })
    this.#database.put('stats:visits', { type: 'string', text: String(20_000 + own.byte() * 517 + own.byte()) })
    const scores = new Map(Array.from({ length: 3 + (own.byte() % 3) }, () => [own.pick(PAGES), 5 + own.byte() * 3] as const))
    this.#database.put('stats:pages', { type: 'zset', scores })
  }

  /** Writes what is due since the last call. */
  tend(): void {
    const now = this.#clock.now()
    for (const slot of this.#slots) {
      const generation = Math.floor((now + slot.phase) / slot.period)
      if (generation === slot.generation) continue
      slot.generation = generation
      const [key, value] = slot.make(new Chance(this.#host.derive(`redis ${slot.label} ${generation}`, 64)))
      this.#database.put(key, value, (generation + 1) * slot.period - slot.phase)
    }
  }
}
