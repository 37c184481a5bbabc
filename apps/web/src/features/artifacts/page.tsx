// Artifacts: files that attackers left, each once by its sum.
import { resources } from '@decnet/contract'
import { type Artifact, client } from '../../lib/api.ts'
import { useList } from '../../lib/list.ts'
import { useZone } from '../../lib/prefs.ts'
import { useCall } from '../../lib/query.ts'
import { rangeQuery, rangeTitle } from '../../lib/time.ts'
import { useRange, useUrl } from '../../lib/url.ts'
import { ArtifactDetails, artifactColumns } from '../../ui/artifact-parts.tsx'
import { Drawer } from '../../ui/drawer.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { Answered, Bones } from '../../ui/panel.tsx'
import { DataTable } from '../../ui/table.tsx'

function useArtifacts(range: string) {
  return useList<Artifact>({
    key: ['artifacts.list', range],
    rowKey: (one) => one.sha256,
    stamp: (one) => `${one.sha256} ${one.capture_count} ${one.stored}`,
    on: ['event'],
    match: (frame) => frame.event === 'event' && frame.data.kind === 'file.captured',
    fetch: (cursor, signal) =>
      client.call(resources.artifacts.list, {
        query: { ...rangeQuery(range, Date.now()), limit: 100, ...(cursor ? { cursor } : {}) },
        ...(signal ? { signal } : {}),
      }),
  })
}

function FileDrawer({ sha256 }: { sha256: string }) {
  const { set } = useUrl()
  const answer = useCall({ route: resources.artifacts.show, key: [sha256], input: () => ({ params: { sha256 } }) })
  return (
    <Drawer title="Captured file" onClose={() => set({ file: null })}>
      <Answered answer={answer} what="The file" bones={<Bones lines={6} />}>
        {(artifact) => <ArtifactDetails artifact={artifact} />}
      </Answered>
    </Drawer>
  )
}

export function ArtifactsPage() {
  const { search, set } = useUrl()
  const range = useRange()
  const [zone] = useZone()
  const list = useArtifacts(range)
  return (
    <div className="dn-beside">
      <Page title="Artifacts" shown={rangeTitle(range, zone)} fill>
        <DataTable
          label="Artifacts"
          what="The artifacts"
          columns={artifactColumns}
          list={list}
          rowKey={(one) => one.sha256}
          openKey={search.file}
          onOpen={(one) => set({ file: one.sha256 }, search.file !== undefined)}
          fill
          empty={
            <Empty title="No files in this time range">What attackers upload, write or send as a body is kept here by its SHA-256.</Empty>
          }
        />
      </Page>
      {search.file && !search.event ? <FileDrawer sha256={search.file} /> : null}
    </div>
  )
}
