// Credentials that attackers tried; a secret in clear is a call of its own, and the audit log has it.
import type { resources } from '@decnet/contract'
import { credentials as repo } from '@decnet/store'
import type { Handlers } from '../handler.ts'
import { missing } from '../missing.ts'
import { showPage } from '../pages.ts'
import { showCredential } from '../present.ts'

export const credentials: Handlers<typeof resources.credentials> = {
  list: async ({ query: { limit, cursor, ...filter } }, { store }) =>
    showPage(await repo.list(store.db, filter, { limit, cursor }), showCredential),
  async reveal({ params }, { store }) {
    const { uuid, secret, secret_b64 } = (await repo.get(store.db, params.uuid)) ?? missing('credential')
    return { uuid, secret, secret_b64 }
  },
}
