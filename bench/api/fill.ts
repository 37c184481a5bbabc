// A month of evidence for the API's bench: the same in every run, a few attackers doing most of it, all projections and profiles made.
import { AnalysisHost } from '@decnet/analysis'
import { openBus } from '@decnet/bus'
import { rebuildProjections } from '@decnet/ingest'
import { attackerId, type EventKindName, namespaces, uuidv5, uuidv7Source } from '@decnet/kernel'
import { cursors, events, type NewEvent, type Store } from '@decnet/store'

const DECKIES = 20
const ATTACKERS = 8000
const SPAN_MS = 30 * 86_400_000
const BATCH = 5000

/** Fills an empty store with `count` events that end at `now`. Says what it does on standard error. */
export async function fill(store: Store, count: number, now: number): Promise<void> {
  const next = visits(now - SPAN_MS, SPAN_MS / (count / 8))
  const started = Date.now()
  for (let done = 0; done < count; ) {
    const batch: NewEvent[] = []
    while (batch.length < Math.min(BATCH, count - done)) batch.push(...next())
    done += (await store.write((tx) => events.append(tx, batch))).length
    if (done % 200_000 < BATCH) console.error(`  ${done} events after ${Math.round((Date.now() - started) / 1000)} s`)
  }
  await rebuildProjections(store)
  console.error(`  projections after ${Math.round((Date.now() - started) / 1000)} s`)
  await profile(store)
  console.error(`  profiles after ${Math.round((Date.now() - started) / 1000)} s`)
}

async function profile(store: Store): Promise<void> {
  const bus = await openBus('memory:')
  const host = new AnalysisHost({ store, bus, holder: 'bench', batch: 5000 })
  await host.start()
  const head = await events.head(store.db)
  while ((await cursors.read(store.db, 'profile')) < head) await new Promise((resolve) => setTimeout(resolve, 250))
  await host.stop()
  await bus.close()
}

/** Marsaglia's xorshift: the same chance in every run. */
export function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x1_0000_0000
  }
}

/** Visits one after the other, some `gap` milliseconds apart. */
function visits(start: number, gap: number): () => NewEvent[] {
  const chance = chanceOf(0x2545f491)
  let clock = start
  let time = start
  const newId = uuidv7Source(
    () => time,
    (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(chance() * 256)),
  )
  return () => {
    clock += Math.round(chance() * 2 * gap)
    time = clock
    const n = Math.floor(chance() ** 3 * ATTACKERS)
    const decky = Math.floor(chance() * DECKIES)
    const web = decky % 3 !== 0
    const ip = `198.${18 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`
    const at = {
      decky_id: uuidv5(namespaces.client, `bench decky ${decky}`),
      decky: `decky-${decky}`,
      topology_id: null,
      service: web ? 'http' : 'redis',
      session: newId(),
      attacker_uuid: attackerId(ip),
      peer_ip: ip,
      peer_port: 30_000 + Math.floor(chance() * 30_000),
      local_port: web ? 80 : 6379,
      origin: 'sensor',
      source: 'live',
      host: 'bench',
      clamped: false,
    } as const
    const said: NewEvent[] = []
    const say = (kind: EventKindName, facts: object) => {
      time += Math.floor(chance() * 400)
      said.push({ ...at, id: newId(), time, received: time + 8, kind, facts } as NewEvent)
    }
    say('connection.opened', { transport: 'tcp' })
    const agent = `agent/${Math.floor(chance() * 60)}.0 (compatible; scan)`
    if (chance() < 0.4) say('client.identified', { what: web ? 'user_agent' : 'client_name', value: agent })
    for (let rest = 2 + Math.floor(chance() * 6); rest > 0; rest--) (web ? request : command)(say, chance, agent)
    if (chance() < 0.35) tryPassword(say, chance)
    say('connection.closed', { reason: 'peer', duration_ms: time - clock, bytes_in: 300, bytes_out: 900 })
    return said
  }
}

type Say = (kind: EventKindName, facts: object) => void

const PATHS = ['/', '/admin', '/.env', '/wp-login.php', '/.git/config', '/cgi-bin/luci', '/actuator/health', '/vendor/phpunit']

function request(say: Say, chance: () => number, user_agent: string): void {
  const target = `${PATHS[Math.floor(chance() * PATHS.length)]}?q=${Math.floor(chance() * 5000)}`
  const headers = [
    ['Host', '203.0.113.7'],
    ['User-Agent', user_agent],
    ['Accept', '*/*'],
  ]
  say('request.made', { method: 'GET', target, version: 'HTTP/1.1', host: '203.0.113.7', user_agent, headers, status: 404, body_size: 0 })
}

function command(say: Say, chance: () => number): void {
  const argv = chance() < 0.001 ? ['MODULE', 'LOAD', '/tmp/rare-needle.so'] : ['SET', `key:${Math.floor(chance() * 9000)}`, 'value']
  say('command.ran', { language: 'redis', command: argv.join(' '), argv, outcome: 'ok' })
}

function tryPassword(say: Say, chance: () => number): void {
  const secret = `secret-${Math.floor(chance() * 300)}`
  const outcome = chance() < 0.05 ? 'accepted' : 'rejected'
  say('credential.tried', { method: 'password', principal: `user-${Math.floor(chance() * 50)}`, secret, secret_b64: btoa(secret), outcome })
}
