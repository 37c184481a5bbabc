// Attackers: one for each source address, with what it touched.
import { type AttackerDelta, attackers, type NewEvent } from '@decnet/store'
import type { Projection } from '../projection.ts'

type Touch = AttackerDelta['touched'][number]
type Sum = { -readonly [Name in Exclude<keyof AttackerDelta, 'touched'>]: AttackerDelta[Name] } & { touched: Touch[] }

/** Few are touched by one attacker in one batch: looking through them costs less than making a key of each event. */
function touch(touched: Touch[], { decky_id, decky, service }: NewEvent): void {
  const name = service ?? ''
  for (const one of touched) if (one.service === name && one.decky_id === decky_id) return
  touched.push({ decky_id, service: name, decky })
}

/** What `events` add to attackers: counts, the first and last time, deckies and services touched. */
function attackerDeltas(events: readonly NewEvent[]): AttackerDelta[] {
  const sums = new Map<string, Sum>()
  for (const event of events) {
    const { attacker_uuid: uuid, peer_ip: ip, time } = event
    if (uuid === null || ip === null) continue
    let sum = sums.get(uuid)
    if (sum === undefined) {
      sum = { uuid, ip, first_seen: time, last_seen: time, event_count: 0, session_count: 0, touched: [] }
      sums.set(uuid, sum)
    }
    sum.event_count++
    if (event.kind === 'connection.opened') sum.session_count++
    if (time < sum.first_seen) sum.first_seen = time
    if (time > sum.last_seen) sum.last_seen = time
    touch(sum.touched, event)
  }
  return [...sums.values()]
}

export const attackersProjection: Projection = {
  name: 'attackers',
  plan(events) {
    const deltas = attackerDeltas(events)
    return (tx) => attackers.upsert(tx, deltas)
  },
  async clear(tx) {
    // Profiles, notes and rotations of others hang on these rows: only what is counted here is emptied, and only
    // where the log still tells it.
    const told = tx.selectFrom('events').select('attacker_uuid').where('attacker_uuid', 'is not', null)
    await tx
      .updateTable('attackers')
      .set({ event_count: 0, session_count: 0, first_seen: Number.MAX_SAFE_INTEGER, last_seen: 0 })
      .where('uuid', 'in', told)
      .execute()
    await tx.deleteFrom('attacker_touches').where('attacker_uuid', 'in', told).execute()
  },
}
