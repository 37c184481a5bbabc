// Attackers, and everything that one did.
import type { resources } from '@decnet/contract'
import { artifacts, attackers as repo, credentials, events, sessions, type Store } from '@decnet/store'
import type { Handlers } from '../handler.ts'
import { missing } from '../missing.ts'
import { showPage } from '../pages.ts'
import { showArtifact, showAttacker, showCredential, showEvent, showSession } from '../present.ts'

/** The attacker must be there: an empty list and an unknown attacker are two things. */
async function known(store: Store, uuid: string) {
  return (await repo.get(store.db, uuid)) ?? missing('attacker')
}

export const attackers: Handlers<typeof resources.attackers> = {
  list: async ({ query: { limit, cursor, ...filter } }, { store }) =>
    showPage(await repo.list(store.db, filter, { limit, cursor }), showAttacker),
  async show({ params }, { store }) {
    const attacker = await known(store, params.uuid)
    return { ...showAttacker(attacker), counts: attacker.profile?.counts ?? {} }
  },
  async events({ params: { uuid }, query: { from, to, ...page } }, { store }) {
    await known(store, uuid)
    return showPage(await events.list(store.db, { attacker: [uuid], from, to }, page), showEvent)
  },
  async sessions({ params: { uuid }, query }, { store }) {
    await known(store, uuid)
    return showPage(await sessions.list(store.db, { attacker: uuid }, query), showSession)
  },
  async commands({ params: { uuid }, query }, { store }) {
    await known(store, uuid)
    return showPage(await events.list(store.db, { attacker: [uuid], kind: ['command.ran'] }, { ...query, order: 'oldest' }), showEvent)
  },
  async credentials({ params: { uuid }, query }, { store }) {
    await known(store, uuid)
    return showPage(await credentials.list(store.db, { attacker: uuid }, query), showCredential)
  },
  async artifacts({ params: { uuid }, query }, { store }) {
    await known(store, uuid)
    return showPage(await artifacts.list(store.db, { attacker: uuid }, query), showArtifact)
  },
}
