// The fleet: every decky, what it speaks, and whether what runs is what is wanted.
import { IconPlus } from '@tabler/icons-react'
import type { Decky } from '../../lib/api.ts'
import { useDeckies } from '../../lib/fleet.ts'
import { counted } from '../../lib/format.ts'
import { useMay } from '../../lib/me.tsx'
import { useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { Page } from '../../ui/page.tsx'
import { Failure } from '../../ui/panel.tsx'
import { lookOf, State, StateShape } from '../../ui/shapes.tsx'
import { type Column, DataTable, wholeList } from '../../ui/table.tsx'
import { Code, Time } from '../../ui/text.tsx'
import { AddDecky } from './add.tsx'
import { DeckyDrawer } from './parts.tsx'

function ServiceChips({ decky }: { decky: Decky }) {
  return (
    <span className="dn-services">
      {decky.services.map((service) => {
        const look = lookOf(service.state)
        const ports = service.listens.map((listen) => listen.bound_port ?? listen.port).join(', ')
        return (
          <span key={service.name} title={service.error ?? `${look.title}, port ${ports}`}>
            <StateShape tone={look.tone} size={8} />
            {service.name} <span className="dn-faint">{ports}</span>
          </span>
        )
      })}
    </span>
  )
}

function Revision({ decky }: { decky: Decky }) {
  if (decky.running_revision === decky.revision) return <span className="dn-muted">as wanted</span>
  return <span className="dn-warn">{decky.running_revision === null ? 'not yet' : `${decky.running_revision} of ${decky.revision}`}</span>
}

const columns: readonly Column<Decky>[] = [
  {
    key: 'name',
    title: 'Decky',
    width: 'minmax(120px, 180px)',
    phone: '104px',
    cell: (one) => <Entity kind="decky" value={one.name} plain />,
  },
  { key: 'state', title: 'State', width: '120px', phone: '104px', cell: (one) => <State state={one.state} /> },
  { key: 'address', title: 'Address', width: '130px', cell: (one) => <Code>{one.address}</Code> },
  { key: 'services', title: 'Services', width: 'minmax(160px, 1fr)', phone: 'minmax(0, 1fr)', cell: (one) => <ServiceChips decky={one} /> },
  { key: 'archetype', low: true, title: 'Archetype', width: '130px', cell: (one) => one.archetype ?? '' },
  { key: 'os', low: true, title: 'System', width: '120px', cell: (one) => one.persona.os },
  { key: 'revision', title: 'Running', width: '90px', cell: (one) => <Revision decky={one} /> },
  { key: 'updated', low: true, title: 'Last change', width: '110px', cell: (one) => <Time at={one.updated} /> },
]

function summary(deckies: readonly Decky[]): string {
  const running = deckies.filter((decky) => decky.state === 'running').length
  return `${counted(deckies.length, 'decky', 'deckies')}, ${running === deckies.length ? 'all running' : `${running} running`}`
}

export function FleetPage() {
  const { search, set } = useUrl()
  const isAdmin = useMay('admin')
  const answer = useDeckies()
  const items = answer.data?.items
  return (
    <div className="dn-beside">
      <Page
        title="Fleet"
        shown={items ? summary(items) : null}
        fill
        actions={
          isAdmin ? (
            <Button kind="primary" icon={IconPlus} onClick={() => set({ add: '1' })}>
              Add a decky
            </Button>
          ) : null
        }
      >
        {answer.error ? <Failure error={answer.error} what="The fleet" retry={() => void answer.refetch()} /> : null}
        {answer.error && !items ? null : (
          <DataTable
            label="Deckies"
            what="The fleet"
            columns={columns}
            list={wholeList(items)}
            rowKey={(one) => one.name}
            openKey={search.decky}
            onOpen={(one) => set({ decky: one.name }, search.decky !== undefined)}
            fill
            empty={
              <Empty title="No deckies" filtered>
                Add one from an archetype, or start the platform with a fleet file: decnet up --fleet decnet.yaml
              </Empty>
            }
          />
        )}
      </Page>
      {search.decky && !search.event ? <DeckyDrawer name={search.decky} /> : null}
      {search.add && isAdmin ? <AddDecky onClose={() => set({ add: null })} /> : null}
    </div>
  )
}
