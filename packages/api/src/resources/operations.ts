// Operations: long work with its steps.
import type { resources } from '@decnet/contract'
import { operations as repo } from '@decnet/store'
import type { Handlers } from '../handler.ts'
import { missing } from '../missing.ts'
import { showPage } from '../pages.ts'
import { showOperation } from '../present.ts'

export const operations: Handlers<typeof resources.operations> = {
  list: async ({ query }, { store }) => showPage(await repo.list(store.db, query), showOperation),
  show: async ({ params }, { store }) => showOperation((await repo.get(store.db, params.id)) ?? missing('operation')),
}
