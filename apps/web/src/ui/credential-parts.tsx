// Credentials as rows. The secret is dots; to reveal it is an act that is written down.
import { resources } from '@decnet/contract'
import { IconEye } from '@tabler/icons-react'
import { useState } from 'react'
import { asProblem, client, type Credential } from '../lib/api.ts'
import { useMay } from '../lib/me.tsx'
import { AttackerName } from './attacker-name.tsx'
import { Entity } from './entity.tsx'
import { Glyph } from './icons.tsx'
import { Pill } from './shapes.tsx'
import type { Column } from './table.tsx'
import { Dots, Foreign, Time } from './text.tsx'

/** Dots, and for those who may, the way to what is behind them. */
export function RevealSecret({ uuid }: { uuid: string }) {
  const mayReveal = useMay('analyst')
  const [secret, setSecret] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const reveal = async () => {
    try {
      setSecret((await client.call(resources.credentials.reveal, { params: { uuid } })).secret)
    } catch (error) {
      setProblem(asProblem(error).message)
    }
  }
  if (secret !== null) return secret === '' ? <span className="dn-faint">(empty)</span> : <Foreign text={secret} line />
  if (problem !== null) return <span className="dn-danger">{problem}</span>
  return (
    <span className="dn-reveal">
      <Dots />
      {mayReveal ? (
        <button
          type="button"
          className="dn-link"
          title="Each reveal is written to the audit log"
          aria-label="Reveal; written to the audit log"
          onClick={(event) => {
            event.stopPropagation()
            void reveal()
          }}
        >
          <Glyph icon={IconEye} size={14} /> Reveal
        </button>
      ) : null}
    </span>
  )
}

const principal: Column<Credential> = {
  key: 'principal',
  title: 'Name',
  width: 'minmax(100px, 1fr)',
  phone: 'minmax(0, 1fr)',
  cell: (one) => (one.principal === null ? <span className="dn-faint">none</span> : <Foreign text={one.principal} line />),
}
const secret: Column<Credential> = { key: 'secret', title: 'Secret', width: '184px', cell: (one) => <RevealSecret uuid={one.uuid} /> }
const outcome: Column<Credential> = {
  key: 'outcome',
  title: 'Outcome',
  width: '92px',
  phone: '80px',
  cell: (one) => (one.outcome === 'accepted' ? <Pill tone="accent">accepted</Pill> : <span className="dn-muted">rejected</span>),
}
const who: Column<Credential> = {
  key: 'who',
  title: 'Attacker',
  width: '150px',
  phone: '108px',
  cell: (one) => <AttackerName uuid={one.attacker_uuid} />,
}
const rest: readonly Column<Credential>[] = [
  { key: 'decky', title: 'Decky', width: '120px', cell: (one) => <Entity kind="decky" value={one.decky} /> },
  { key: 'service', low: true, title: 'Service', width: '84px', cell: (one) => <Entity kind="service" value={one.service} /> },
  { key: 'method', low: true, title: 'Method', width: '92px', cell: (one) => one.method },
  { key: 'last', title: 'Last tried', width: '112px', cell: (one) => <Time at={one.last_seen} /> },
  { key: 'tries', low: true, title: 'Tries', width: '56px', end: true, cell: (one) => one.tries },
]

export const credentialColumns: readonly Column<Credential>[] = [principal, secret, outcome, who, ...rest]
/** For one attacker's own list. */
export const credentialColumnsOfOne: readonly Column<Credential>[] = [principal, secret, outcome, ...rest]
