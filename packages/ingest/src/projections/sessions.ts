// Sessions: one row a connection. Any event of a session makes the row, also when its opening comes later or never.
import { type NewEvent, type SessionDelta, sessions } from '@decnet/store'
import type { Projection } from '../projection.ts'

type Sum = { -readonly [Name in keyof SessionDelta]: SessionDelta[Name] }

function begin(event: NewEvent, session: string, attacker: string): Sum {
  return {
    id: session,
    decky_id: event.decky_id,
    decky: event.decky,
    service: event.service,
    attacker_uuid: attacker,
    peer_ip: event.peer_ip ?? '',
    peer_port: event.peer_port ?? 0,
    local_port: event.local_port ?? 0,
    transport: null,
    started: event.time,
    ended: null,
    close_reason: null,
    bytes_in: 0,
    bytes_out: 0,
    event_count: 0,
    command_count: 0,
    credential_count: 0,
    file_count: 0,
  }
}

function add(sum: Sum, event: NewEvent): void {
  sum.event_count++
  if (event.time < sum.started) sum.started = event.time
  sum.service ??= event.service
  if (event.kind === 'command.ran') sum.command_count++
  else if (event.kind === 'credential.tried') sum.credential_count++
  else if (event.kind === 'file.captured') sum.file_count++
  else if (event.kind === 'connection.opened') sum.transport = event.facts.transport
  else if (event.kind === 'connection.closed') {
    sum.ended = event.time
    sum.close_reason = event.facts.reason
    sum.bytes_in = Math.max(sum.bytes_in, event.facts.bytes_in)
    sum.bytes_out = Math.max(sum.bytes_out, event.facts.bytes_out)
  }
}

/** What `events` add to sessions. A session is keyed by its decky too: no sensor can add to another's. */
function sessionDeltas(events: readonly NewEvent[]): SessionDelta[] {
  const deltas: Sum[] = []
  const byDecky = new Map<string, Map<string, Sum>>()
  for (const event of events) {
    const { session, decky_id, attacker_uuid } = event
    if (session === null || attacker_uuid === null) continue
    const bySession = byDecky.get(decky_id) ?? new Map<string, Sum>()
    byDecky.set(decky_id, bySession)
    let sum = bySession.get(session)
    if (sum === undefined) {
      sum = begin(event, session, attacker_uuid)
      bySession.set(session, sum)
      deltas.push(sum)
    }
    add(sum, event)
  }
  return deltas
}

export const sessionsProjection: Projection = {
  name: 'sessions',
  plan(events) {
    const deltas = sessionDeltas(events)
    return (tx) => sessions.upsert(tx, deltas)
  },
  async clear(tx) {
    const told = tx.selectFrom('events').select('session').where('session', 'is not', null)
    await tx.deleteFrom('sessions').where('id', 'in', told).execute()
  },
}
