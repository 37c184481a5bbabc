// Wakes those who read on: a message for each new event. It says where to look; what happened is in the store.
import type { Bus } from '@decnet/bus'
import { type StoredEvent, topics } from '@decnet/kernel'

/** Publishes new events, and sessions that began and ended among them. */
export function announce(bus: Bus, fresh: readonly StoredEvent[]): void {
  for (const event of fresh) {
    const { seq, id, kind, attacker_uuid, session, decky_id, topology_id } = event
    // Only what the sensor says of itself may come without a decky that is known.
    bus.publish(topics.event(event.decky === '' ? 'sensor' : event.decky, kind), { seq, id, decky_id, topology_id })
    if (kind === 'connection.opened') bus.publish(topics.sessionStarted, { seq, session, attacker_uuid, decky_id, topology_id })
    else if (kind === 'connection.closed') bus.publish(topics.sessionEnded, { seq, session, attacker_uuid, decky_id, topology_id })
  }
}
