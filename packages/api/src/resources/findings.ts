// Findings: what analysis announced.
import type { resources } from '@decnet/contract'
import { findings as repo } from '@decnet/store'
import type { Handlers } from '../handler.ts'
import { showPage } from '../pages.ts'
import { showFinding } from '../present.ts'

export const findings: Handlers<typeof resources.findings> = {
  list: async ({ query: { limit, cursor, ...filter } }, { store }) =>
    showPage(await repo.list(store.db, filter, { limit, cursor }), showFinding),
}
