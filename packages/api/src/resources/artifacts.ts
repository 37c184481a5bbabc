// Captured files: lists, one, and its bytes for analysts.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { resources } from '@decnet/contract'
import { Problem } from '@decnet/kernel'
import { artifacts as repo } from '@decnet/store'
import { Download, type Handlers } from '../handler.ts'
import { missing } from '../missing.ts'
import { showPage } from '../pages.ts'
import { showArtifact } from '../present.ts'

export const artifacts: Handlers<typeof resources.artifacts> = {
  list: async ({ query: { limit, cursor, ...filter } }, { store }) =>
    showPage(await repo.list(store.db, filter, { limit, cursor }), showArtifact),
  show: async ({ params }, { store }) => showArtifact((await repo.get(store.db, params.sha256)) ?? missing('captured file')),
  async content({ params: { sha256 } }, { store, artifactsDir }) {
    const artifact = (await repo.get(store.db, sha256)) ?? missing('captured file')
    const path = join(artifactsDir, sha256.slice(0, 2), sha256)
    const found = artifact.stored ? await stat(path).catch(() => null) : null
    if (!found) throw new Problem('not_found', 'The bytes of this file have not arrived, or are gone')
    return new Download(createReadStream(path), `${sha256}.bin`, found.size)
  },
}
