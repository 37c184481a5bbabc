// The audit log, for admins to read; nobody writes it here.
import type { resources } from '@decnet/contract'
import { isoTime } from '@decnet/kernel'
import { audit as repo } from '@decnet/store'
import type { Handlers } from '../handler.ts'
import { showPage } from '../pages.ts'

export const audit: Handlers<typeof resources.audit> = {
  list: async ({ query: { user, ...page } }, { store }) =>
    showPage(await repo.list(store.db, { user }, page), (entry) => ({ ...entry, time: isoTime(entry.time) })),
}
