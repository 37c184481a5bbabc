// Sessions, and what happened in one.
import type { resources } from '@decnet/contract'
import { events, sessions as repo, type Store } from '@decnet/store'
import type { Handlers } from '../handler.ts'
import { missing } from '../missing.ts'
import { showPage } from '../pages.ts'
import { showEvent, showSession } from '../present.ts'

async function known(store: Store, id: string) {
  return (await repo.get(store.db, id)) ?? missing('session')
}

export const sessions: Handlers<typeof resources.sessions> = {
  list: async ({ query: { limit, cursor, ...filter } }, { store }) =>
    showPage(await repo.list(store.db, filter, { limit, cursor }), showSession),
  show: async ({ params }, { store }) => showSession(await known(store, params.id)),
  async events({ params: { id }, query }, { store }) {
    const { decky_id } = await known(store, id)
    return showPage(await events.list(store.db, { session: id, decky: [decky_id] }, { ...query, order: 'oldest' }), showEvent)
  },
  async commands({ params: { id }, query }, { store }) {
    const { decky_id } = await known(store, id)
    const filter = { session: id, decky: [decky_id], kind: ['command.ran'] }
    return showPage(await events.list(store.db, filter, { ...query, order: 'oldest' }), showEvent)
  },
}
