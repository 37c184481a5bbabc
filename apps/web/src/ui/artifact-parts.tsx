// Captured files as rows, and one in full.
import { resources } from '@decnet/contract'
import { IconDownload } from '@tabler/icons-react'
import { type Artifact, client } from '../lib/api.ts'
import { bytes } from '../lib/format.ts'
import { useMay } from '../lib/me.tsx'
import { Button } from './button.tsx'
import { Entity } from './entity.tsx'
import { Details } from './facts.tsx'
import { Pill } from './shapes.tsx'
import type { Column } from './table.tsx'
import { Foreign, Time } from './text.tsx'

export const artifactColumns: readonly Column<Artifact>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(160px, 1fr)',
    phone: 'minmax(0, 1fr)',
    cell: (one) => (one.name ? <Foreign text={one.name} line /> : <span className="dn-faint">no name</span>),
  },
  { key: 'size', title: 'Size', width: '80px', phone: '70px', end: true, cell: (one) => bytes(one.size) },
  { key: 'mime', low: true, title: 'Type', width: '180px', cell: (one) => <Foreign text={one.mime} line /> },
  { key: 'how', title: 'How', width: '80px', cell: (one) => one.how },
  { key: 'sha', title: 'SHA-256', width: '110px', phone: '92px', cell: (one) => <Entity kind="file" value={one.sha256} /> },
  { key: 'count', low: true, title: 'Captures', width: '76px', end: true, cell: (one) => one.capture_count },
  { key: 'first', low: true, title: 'First seen', width: '112px', cell: (one) => <Time at={one.first_seen} /> },
  { key: 'last', title: 'Last seen', width: '112px', cell: (one) => <Time at={one.last_seen} /> },
]

/** One captured file. Its bytes leave only as a download that is written down. */
export function ArtifactDetails({ artifact }: { artifact: Artifact }) {
  const mayDownload = useMay('analyst')
  return (
    <div className="dn-stack">
      <div className="dn-row-flow">
        {artifact.complete ? null : <Pill tone="warn">Not complete</Pill>}
        {artifact.stored ? null : <Pill>Bytes not here yet</Pill>}
      </div>
      <Details
        items={[
          { name: 'Name', value: <Foreign text={artifact.name || '(no name)'} /> },
          { name: 'SHA-256', value: <Foreign text={artifact.sha256} /> },
          { name: 'Size', value: bytes(artifact.size) },
          { name: 'Type', value: <Foreign text={artifact.mime} /> },
          { name: 'How it came', value: artifact.how },
          { name: 'Captures', value: String(artifact.capture_count) },
          { name: 'First seen', value: <Time at={artifact.first_seen} as="clock" /> },
          { name: 'Last seen', value: <Time at={artifact.last_seen} as="clock" /> },
        ]}
      />
      {mayDownload && artifact.stored ? (
        <>
          <p className="dn-muted">
            An attacker made this file. Open it only where it can do no harm. The download is written to the audit log.
          </p>
          <div>
            <Button icon={IconDownload} href={client.url(resources.artifacts.content, { params: { sha256: artifact.sha256 } })}>
              Download the bytes
            </Button>
          </div>
        </>
      ) : null}
    </div>
  )
}
