// Evidence for tests: what a few attackers did, in the log and in the projections, by the same functions that ingest uses.
import { attackerId, type EventKindName, type FactsOf, uuidv7Source } from '@decnet/kernel'
import { events, findings, type NewEvent, type Store, operations } from '@decnet/store'
import { rebuildProjections } from '@decnet/ingest'

/** The secret that no reply may ever hold. */
export const SECRET = 'hunter2-should-never-show'
export const SHA256 = 'ab'.repeat(32)
const DECKIES = [
  { id: '11111111-1111-4111-8111-111111111111', name: 'web-01' },
  { id: '22222222-2222-4222-8222-222222222222', name: 'cache-01' },
] as const

/** Makes events; ids and sessions are new with each call, times rise by `step` milliseconds. */
export function makeScript(start: number, step = 1000) {
  let time = start
  const newId = uuidv7Source(() => time)
  const event = <Kind extends EventKindName>(kind: Kind, facts: FactsOf<Kind>, at: Partial<NewEvent> = {}): NewEvent => {
    time += step
    return {
      id: newId(),
      time,
      received: time + 5,
      kind,
      decky_id: DECKIES[0].id,
      decky: DECKIES[0].name,
      topology_id: null,
      service: 'http',
      session: null,
      attacker_uuid: null,
      peer_ip: null,
      peer_port: null,
      local_port: null,
      origin: 'sensor',
      source: 'live',
      host: 'test',
      clamped: false,
      facts,
      ...at,
    } as NewEvent
  }
  return { event, newId }
}

/** One visit of a web server: connects, asks, tries a password, leaves a file. */
export function webVisit(ip: string, start: number): NewEvent[] {
  const { event, newId } = makeScript(start)
  const at = { session: newId(), attacker_uuid: attackerId(ip), peer_ip: ip, peer_port: 40_000, local_port: 80 }
  return [
    event('connection.opened', { transport: 'tcp' }, at),
    event(
      'request.made',
      {
        method: 'GET',
        target: '/admin?probe=1',
        version: 'HTTP/1.1',
        user_agent: 'curl/8.1',
        headers: [
          ['Host', 'web-01'],
          ['Authorization', `Basic ${SECRET}`],
        ],
        status: 401,
        body_size: 0,
      },
      at,
    ),
    event('credential.tried', { method: 'form', principal: 'root', secret: SECRET, secret_b64: btoa(SECRET), outcome: 'rejected' }, at),
    event('file.captured', { sha256: SHA256, size: 3, name: 'x.bin', mime: 'application/octet-stream', how: 'upload', complete: true }, at),
    event('connection.closed', { reason: 'peer', duration_ms: 4000, bytes_in: 100, bytes_out: 200 }, at),
  ]
}

/** One visit of a cache: a password as a command word, then commands. */
export function cacheVisit(ip: string, start: number): NewEvent[] {
  const { event, newId } = makeScript(start)
  const decky = { decky_id: DECKIES[1].id, decky: DECKIES[1].name, service: 'redis' }
  const at = { ...decky, session: newId(), attacker_uuid: attackerId(ip), peer_ip: ip, peer_port: 40_001, local_port: 6379 }
  const command = (argv: string[]) => event('command.ran', { language: 'redis', command: argv.join(' '), argv, outcome: 'ok' }, at)
  return [
    event('connection.opened', { transport: 'tcp' }, at),
    event('credential.tried', { method: 'password', secret: SECRET, secret_b64: btoa(SECRET), outcome: 'accepted' }, at),
    command(['AUTH', SECRET]),
    command(['CONFIG', 'SET', 'requirepass', SECRET]),
    command(['INFO', 'server']),
    command(['KEYS', '*']),
  ]
}

/** Puts events into the log and derives everything from it. */
export async function put(store: Store, batch: readonly NewEvent[]): Promise<void> {
  await store.write((tx) => events.append(tx, batch))
  await rebuildProjections(store)
}

/** A store with two attackers, a finding and an operation. */
export async function fill(store: Store, now: number): Promise<void> {
  await put(store, [...webVisit('198.51.100.7', now - 3_600_000), ...cacheVisit('203.0.113.9', now - 1_800_000)])
  const attacker_uuid = attackerId('198.51.100.7')
  await store.write(async (tx) => {
    await findings.announce(tx, 'profile', [
      {
        topic: 'attacker.observed',
        subject: attacker_uuid,
        natural_key: attacker_uuid,
        time: now - 3_600_000,
        payload: { attacker_uuid, ip: '198.51.100.7', decky: 'web-01', service: 'http' },
      },
    ])
    await operations.create(tx, {
      id: '33333333-3333-4333-8333-333333333333',
      kind: 'fleet.apply',
      subject: 'default',
      state: 'done',
      input: {},
      steps: [{ name: 'plan', state: 'done', detail: '', updated: now - 1000 }],
      error: null,
      created_by: 'admin',
      created: now - 2000,
      updated: now - 1000,
    })
  })
}
