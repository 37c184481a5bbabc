// For tests: a log with events of attackers in it, and waiting without sleeping.
import { attackerId, type EventKindName, type FactsOf, uuidv5, uuidv7Source } from '@decnet/kernel'
import { attackers, events, type NewEvent, type Store } from '@decnet/store'

/** Any fixed namespace. */
const SPACE = '6f0a1c52-8f53-5d5e-9c39-0c1f6b6f2aff'
export const START = Date.UTC(2026, 0, 2, 3, 4, 5)
const newId = uuidv7Source(() => START)

export interface Where {
  readonly ip?: string
  readonly session?: string
  readonly decky?: string
  readonly service?: string
  readonly time?: number
}

/** A session's id from a short name. */
function sessionId(name: string): string {
  return uuidv5(SPACE, `session ${name}`)
}

/** An event on its way into the log. */
export function event<Kind extends EventKindName>(kind: Kind, facts: FactsOf<Kind>, where: Where = {}): NewEvent {
  const { ip = '198.51.100.7', session = 'one', decky = 'web-01', service = 'redis', time = START } = where
  const marks = { received: time, origin: 'sensor', source: 'live', host: 'here', clamped: false, topology_id: null } as const
  const peer = { peer_ip: ip, peer_port: 40_000, local_port: 6379, attacker_uuid: attackerId(ip), session: sessionId(session) }
  return { id: newId(), time, decky, decky_id: uuidv5(SPACE, decky), service, ...peer, ...marks, kind, facts } as NewEvent
}

export const opened = (where: Where = {}) => event('connection.opened', { transport: 'tcp' }, where)
export const ran = (where: Where = {}) => event('command.ran', { language: 'redis', command: 'PING', outcome: 'ok' }, where)
export const closed = (where: Where = {}) =>
  event('connection.closed', { reason: 'peer', duration_ms: 1, bytes_in: 0, bytes_out: 0 }, where)
export const tried = (outcome: 'accepted' | 'rejected', where: Where = {}) =>
  event('credential.tried', { method: 'password', principal: 'root', secret: 'x', secret_b64: 'eA==', outcome }, where)

/** Appends events, with the attackers that they need. */
export async function append(store: Store, batch: readonly NewEvent[]): Promise<void> {
  await store.write(async (tx) => {
    const ips = new Set(batch.map((one) => one.peer_ip ?? ''))
    const counts = { first_seen: START, last_seen: START, event_count: 0, session_count: 0, touched: [] }
    await attackers.upsert(
      tx,
      [...ips].map((ip) => ({ uuid: attackerId(ip), ip, ...counts })),
    )
    await events.append(tx, batch)
  })
}

/** Waits until `look` gives something good; fails with what was seen last when nine seconds bring nothing. */
export async function until<Seen>(look: () => Promise<Seen> | Seen, good: (seen: Seen) => boolean): Promise<Seen> {
  const deadline = Date.now() + 9_000
  for (;;) {
    const seen = await look()
    if (good(seen)) return seen
    if (Date.now() > deadline) throw new Error(`Waited in vain; seen last: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
