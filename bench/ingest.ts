// Ingest's speed: spool segments on disk to committed rows with all projections, beside the bare loop over the same rows.
// `--rows N` goes on to N rows in the log and says the rate there (N a multiple of 100,000; 10,000,000 takes about ten minutes of processor time and 10 GB).
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBus } from '@decnet/bus'
import { Ingest } from '@decnet/ingest'
import { type EventKindName, namespaces, uuidv5, uuidv7Source } from '@decnet/kernel'
import { deckies, openStore, type Store } from '@decnet/store'
import { type Bulk, bareInsertLoop } from '@decnet/store/testing'

const CHUNK = 100_000
const SEGMENT_BYTES = 8 * 1024 * 1024
const DECKIES = 20
const ATTACKERS = 5_000

const { values: args } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, out: { type: 'string', default: tmpdir() } } })

/** The same stream of conversations in every run: some 7 events each, a few attackers doing most. */
function conversations(started: number) {
  let state = 0x2545f491
  const chance = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x1_0000_0000
  }
  let time = started
  const id = uuidv7Source(
    () => time,
    (count) => Uint8Array.from({ length: count }, () => Math.floor(chance() * 256)),
  )
  return function next(): string[] {
    const web = chance() < 0.6
    const n = Math.floor(chance() * chance() * ATTACKERS)
    const decky = Math.floor(chance() * DECKIES)
    const at = {
      decky_id: deckyId(decky),
      decky: `decky-${decky}`,
      topology_id: null,
      service: web ? 'http' : 'redis',
      session: id(),
      peer_ip: `198.${18 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`,
      peer_port: 30_000 + Math.floor(chance() * 30_000),
      local_port: web ? 80 : 6379,
    }
    const said: string[] = []
    const say = (kind: EventKindName, facts: object) => {
      time += chance() < 0.5 ? 1 : 0
      said.push(`${JSON.stringify({ frame: 'event', event: { id: id(), time, kind, ...at, facts } })}\n`)
    }
    say('connection.opened', { transport: 'tcp' })
    if (chance() < 0.3) say('client.identified', { what: 'client_name', value: `client-${Math.floor(chance() * 50)}` })
    const user_agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'
    for (let rest = 1 + Math.floor(chance() * 7); rest > 0; rest--) {
      const target = `/wp-content/plugins/${Math.floor(chance() * 1000)}/readme.txt`
      const headers = [
        ['Host', '203.0.113.7'],
        ['User-Agent', user_agent],
        ['Accept', '*/*'],
      ]
      if (web)
        say('request.made', {
          method: 'GET',
          target,
          version: 'HTTP/1.1',
          host: '203.0.113.7',
          user_agent,
          headers,
          status: 404,
          body_size: 0,
        })
      else say('command.ran', { language: 'redis', command: `SET key:${rest} value`, argv: ['SET', `key:${rest}`, 'value'], outcome: 'ok' })
    }
    const secret = `secret-${Math.floor(chance() * 200)}`
    const secret_b64 = Buffer.from(secret).toString('base64')
    if (chance() < 0.3) say('credential.tried', { method: 'password', principal: 'root', secret, secret_b64, outcome: 'rejected' })
    say('connection.closed', { reason: 'peer', duration_ms: 40, bytes_in: 300, bytes_out: 900 })
    return said
  }
}

function deckyId(n: number): string {
  return uuidv5(namespaces.client, `bench decky ${n}`)
}

/** Writes about `count` events into the segments of an incarnation. */
function spool(directory: string, next: () => string[], count: number): void {
  mkdirSync(directory, { recursive: true })
  let events = 0
  for (let segment = 1; events < count; segment++) {
    const lines: string[] = []
    for (let bytes = 0; bytes < SEGMENT_BYTES && events < count; ) {
      const said = next()
      events += said.length
      for (const line of said) bytes += line.length
      lines.push(...said)
    }
    writeFileSync(join(directory, `${String(segment).padStart(8, '0')}.ndjson`), lines.join(''))
  }
}

async function addDeckies(store: Store, now: number): Promise<void> {
  const fixed = { topology_id: null, archetype: null, os: 'debian-12', runtime: 'embedded', tarpit: null } as const
  await store.write(async (tx) => {
    for (let n = 0; n < DECKIES; n++) {
      const name = `decky-${n}`
      await deckies.putDesired(tx, {
        ...fixed,
        id: deckyId(n),
        name,
        hostname: name,
        services: [],
        address: '127.66.0.1',
        revision: 1,
        created: now,
        updated: now,
      })
    }
  })
}

/** Ingests what lies in the spools; `cpu` is microseconds of processor time over all threads. */
async function drain(store: Store, data: string): Promise<{ seconds: number; cpu: number; events: number }> {
  const bus = await openBus('memory:')
  const started = performance.now()
  const before = process.cpuUsage()
  const ingest = new Ingest({ store, bus, data, host: 'bench', alive: () => true, stop_ms: 3_600_000 })
  await ingest.start()
  await ingest.stop()
  const { events, quarantined, last_error } = ingest.stats()
  if (quarantined > 0 || last_error !== null) throw new Error(`${quarantined} frames were set aside; last error: ${last_error}`)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  await bus.close()
  return { seconds, cpu: user + system, events }
}

/** Bulk statements as the transactions that they ran in: each begins with the series of its events. */
function transactions(bulks: readonly Bulk[]): Bulk[][] {
  const found: Bulk[][] = []
  for (const [index, bulk] of bulks.entries()) {
    if (bulks[index + 1]?.head.includes('"events"') || found.length === 0) found.push([])
    found.at(-1)?.push(bulk)
  }
  return found
}

const say = (figures: object) => console.log(JSON.stringify({ bench: 'ingest', ...figures }))
const hundredth = (figure: number) => Math.round(figure * 100) / 100
const tenth = (figure: number) => Math.round(figure * 10) / 10
const rate = (count: number, seconds: number) => Math.round(count / seconds)

/** A server runs for days: what it takes to compile the way of an event belongs to its start, and is said as a line of its own. */
async function warmUp(): Promise<void> {
  const data = mkdtempSync(join(args.out, 'decnet-bench-'))
  const started = Date.now() - 86_400_000
  const store = await openStore({ url: `sqlite:${join(data, 'decnet.db')}` })
  await addDeckies(store, started)
  spool(join(data, 'sensors', '1', 'spool', `${started}-1`), conversations(started), CHUNK)
  const { seconds, cpu, events } = await drain(store, data)
  say({ what: 'the same, just started', rows: events, events_per_s: rate(events, seconds), cpu_us_per_event: tenth(cpu / events) })
  await store.close()
  rmSync(data, { recursive: true, force: true })
}

await warmUp()
const data = mkdtempSync(join(args.out, 'decnet-bench-'))
try {
  const path = join(data, 'decnet.db')
  const started = Date.now() - 86_400_000
  const next = conversations(started)
  const tapped: Bulk[] = []
  let tapping = true
  const store = await openStore({ url: `sqlite:${path}`, tap: (bulk) => tapping && tapped.push(bulk) })
  await addDeckies(store, started)
  const target = Number(args.rows)
  let rows = 0
  let first = { events_per_s: 0, cpu_us_per_event: 0 }
  for (let chunk = 0; rows < target; chunk++) {
    spool(join(data, 'sensors', '1', 'spool', `${started + chunk}-1`), next, CHUNK)
    const { seconds, cpu, events } = await drain(store, data)
    rows += events
    const figures = {
      rows,
      events_per_s: rate(events, seconds),
      cpu_us_per_event: tenth(cpu / events),
      db_mb: Math.round(statSync(path).size / 1e6),
    }
    if (chunk === 0) {
      tapping = false
      first = figures
      say({ what: 'spool to committed rows', ...figures })
      const bare = join(data, 'bare.db')
      await (await openStore({ url: `sqlite:${bare}` })).close()
      const before = process.cpuUsage()
      const loop = bareInsertLoop(bare, transactions(tapped.splice(0)))
      const spent = process.cpuUsage(before)
      const bareRate = rate(events, loop.ms / 1000)
      const bareCpu = tenth((spent.user + spent.system) / events)
      say({
        what: 'bare prepared statements, same rows',
        events_per_s: bareRate,
        cpu_us_per_event: bareCpu,
        rows_written: loop.rows,
        share_of_bare: hundredth(figures.events_per_s / bareRate),
        share_of_bare_cpu: hundredth(bareCpu / figures.cpu_us_per_event),
      })
      rmSync(bare, { force: true })
    } else if (rows >= target || Math.floor(rows / 1_000_000) > Math.floor((rows - events) / 1_000_000)) {
      // By the clock, and by processor time, which a busy neighbour or a slow disk does not change.
      const share_of_first = hundredth(figures.events_per_s / first.events_per_s)
      const share_of_first_cpu = hundredth(first.cpu_us_per_event / figures.cpu_us_per_event)
      say({ what: 'spool to committed rows', ...figures, share_of_first, share_of_first_cpu })
    }
  }
  await store.close()
} finally {
  rmSync(data, { recursive: true, force: true })
}
