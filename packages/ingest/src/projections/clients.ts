// Clients: what an attacker's programs said or showed of their make.
import { namespaces, uuidv5 } from '@decnet/kernel'
import { type ClientDelta, clients, type NewEvent } from '@decnet/store'
import type { Projection } from '../projection.ts'

type Sum = { -readonly [Name in keyof ClientDelta]: ClientDelta[Name] }

/** What `events` add to clients: one for each attacker, kind of mark and value. */
function clientDeltas(events: readonly NewEvent[]): ClientDelta[] {
  const sums = new Map<string, Sum>()
  for (const event of events) {
    const attacker = event.attacker_uuid
    if (event.kind !== 'client.identified' || attacker === null) continue
    const { what, value } = event.facts
    const key = JSON.stringify([attacker, what, value])
    let sum = sums.get(key)
    if (sum === undefined) {
      const uuid = uuidv5(namespaces.client, key)
      sum = { uuid, attacker_uuid: attacker, what, value, first_seen: event.time, last_seen: event.time, count: 0 }
      sums.set(key, sum)
    }
    sum.count++
    if (event.time < sum.first_seen) sum.first_seen = event.time
    if (event.time > sum.last_seen) sum.last_seen = event.time
  }
  return [...sums.values()]
}

export const clientsProjection: Projection = {
  name: 'clients',
  plan(events) {
    const deltas = clientDeltas(events)
    return (tx) => clients.upsert(tx, deltas)
  },
  async clear(tx) {
    await tx.deleteFrom('clients').execute()
  },
}
