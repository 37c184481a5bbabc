// The overview: what happened since a moment, from the counts and not from the log.
import type { resources } from '@decnet/contract'
import { isoTime } from '@decnet/kernel'
import { artifacts, attackers, credentials, events, minutes, sessions } from '@decnet/store'
import type { Handlers } from '../handler.ts'

export const overview: Handlers<typeof resources.overview> = {
  async show({ query: { since } }, { store: { db }, clock }) {
    const [services, sessionCount, seen, tried, files, lost] = await Promise.all([
      minutes.totals(db, { from: since, to: clock.now() + 60_000 }, 'service'),
      sessions.countSince(db, since),
      attackers.countSince(db, since),
      credentials.countSince(db, since),
      artifacts.countSince(db, since),
      events.lostSince(db, since),
    ])
    return {
      since: isoTime(since),
      events: services.reduce((sum, { count }) => sum + count, 0),
      sessions: sessionCount,
      new_attackers: seen.fresh,
      active_attackers: seen.active,
      credentials_tried: tried.tried,
      credentials_accepted: tried.accepted,
      files,
      lost,
      services: services.filter(({ name }) => name !== ''),
    }
  },
}
