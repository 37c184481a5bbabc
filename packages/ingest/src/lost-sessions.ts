// Closes what a dead sensor left open: the server says it, once for each session, however often it is asked to.
import { type StoredEvent, uuidv5 } from '@decnet/kernel'
import type { NewEvent, Tx } from '@decnet/store'

const AT_ONCE = 500

/** The id of the closing that the server says for a session: the same whenever it is worked out. */
function lostClosingId(session: string): string {
  return uuidv5(session, 'connection.closed')
}

/**
 * A `connection.closed` with the reason `sensor lost` for each of `sessions` (`[session, decky_id]`) that the store still
 * has open. It is dated at the session's last sign of life: when the sensor died after that, nobody knows.
 */
export async function lostClosings(
  tx: Tx,
  sessions: readonly (readonly [string, string])[],
  mark: { readonly host: string; readonly now: number },
): Promise<NewEvent[]> {
  const closings: NewEvent[] = []
  for (let start = 0; start < sessions.length; start += AT_ONCE) {
    const wanted = new Map(sessions.slice(start, start + AT_ONCE))
    const ids = [...wanted.keys()]
    const rows = await tx.selectFrom('sessions').selectAll().where('id', 'in', ids).where('ended', 'is', null).execute()
    for (const row of rows) {
      if (wanted.get(row.id) !== row.decky_id) continue
      const last = await tx
        .selectFrom('events')
        .select(['time', 'topology_id'])
        .where('session', '=', row.id)
        .where('decky_id', '=', row.decky_id)
        .orderBy('time', 'desc')
        .limit(1)
        .executeTakeFirst()
      const time = last?.time ?? row.started
      closings.push(closing(row, { time, topology_id: last?.topology_id ?? null, ...mark }))
    }
  }
  return closings
}

type OpenRow = Pick<StoredEvent, 'decky_id' | 'decky' | 'service'> & {
  readonly id: string
  readonly attacker_uuid: string
  readonly peer_ip: string
  readonly peer_port: number
  readonly local_port: number
  readonly started: number
  readonly bytes_in: number
  readonly bytes_out: number
}

function closing(row: OpenRow, mark: { time: number; topology_id: string | null; host: string; now: number }): NewEvent {
  return {
    id: lostClosingId(row.id),
    time: mark.time,
    received: mark.now,
    kind: 'connection.closed',
    decky_id: row.decky_id,
    decky: row.decky,
    topology_id: mark.topology_id,
    service: row.service,
    session: row.id,
    attacker_uuid: row.attacker_uuid,
    peer_ip: row.peer_ip,
    peer_port: row.peer_port,
    local_port: row.local_port,
    origin: 'server',
    source: 'live',
    host: mark.host,
    clamped: false,
    facts: {
      reason: 'sensor lost',
      duration_ms: Math.max(0, mark.time - row.started),
      bytes_in: row.bytes_in,
      bytes_out: row.bytes_out,
    },
  }
}
