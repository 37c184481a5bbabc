// The keys that a decky's own applications left: sessions, cache entries, a queue, counters. Different on every decky, stable.
import type { Clock } from '@decnet/kernel'
import type { Persona } from '../persona.ts'
import type { Database } from './keyspace.ts'

const FIRST = [
  'anna',
  'ben',
  'carla',
  'david',
  'elena',
  'felix',
  'greta',
  'henry',
  'ines',
  'jonas',
  'karin',
  'liam',
  'maria',
  'nils',
  'olga',
  'paul',
]
const LAST = [
  'adler',
  'brandt',
  'costa',
  'duval',
  'evans',
  'fischer',
  'garcia',
  'hansen',
  'ivanov',
  'jensen',
  'keller',
  'lopez',
  'meyer',
  'novak',
]
const PAGES = ['home', 'products', 'pricing', 'search', 'account', 'orders', 'help', 'news']
const JOBS = ['mail', 'thumbnails', 'export', 'invoices', 'reindex']

/** Puts them. The values follow from the persona alone; only expiry moves with the clock. */
export function plantKeys(database: Database, host: Persona, clock: Clock): void {
  const own = host.derive('redis keys', 512)
  let at = 0
  const byte = () => own[at++ % own.length] ?? 0
  const pick = (values: readonly string[]) => values[byte() % values.length] ?? ''
  const hex = (count: number) => Array.from({ length: count }, () => byte().toString(16).padStart(2, '0')).join('')
  const day = 86_400_000
  const sessions = 4 + (byte() % 9)
  for (let index = 0; index < sessions; index++) {
    const user = `${pick(FIRST)}.${pick(LAST)}`
    const fields = new Map([
      ['user', user],
      ['uid', String(1000 + byte() * 7 + (byte() % 7))],
      ['csrf', hex(8)],
      ['ip', `10.${byte()}.${byte()}.${1 + (byte() % 254)}`],
    ])
    database.put(`session:${hex(12)}`, { type: 'hash', fields }, clock.now() + day + byte() * 60_000)
  }
  for (const page of new Set(Array.from({ length: 3 + (byte() % 4) }, () => pick(PAGES)))) {
    const text = `{"page":"${page}","etag":"${hex(6)}","size":${4000 + byte() * 61}}`
    database.put(`cache:page:${page}`, { type: 'string', text }, clock.now() + 3_600_000 + byte() * 10_000)
  }
  const job = pick(JOBS)
  const items = Array.from({ length: 1 + (byte() % 4) }, () => `{"job":"${job}","id":${10_000 + byte() * 13},"try":0}`)
  database.put(`queue:${job}`, { type: 'list', items })
  database.put('stats:visits', { type: 'string', text: String(20_000 + byte() * 517 + byte()) })
  const scores = new Map(Array.from({ length: 3 + (byte() % 3) }, () => [`${pick(PAGES)}`, 5 + byte() * 3] as const))
  database.put('stats:pages', { type: 'zset', scores })
}
