// Operations: long work that someone asked for, with the steps it takes.
import { resources } from '@decnet/contract'
import { client, type Operation } from '../../lib/api.ts'
import { useList } from '../../lib/list.ts'
import { useUrl } from '../../lib/url.ts'
import { Drawer } from '../../ui/drawer.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { OperationProgress, operationTitle } from '../../ui/operation-parts.tsx'
import { Page } from '../../ui/page.tsx'
import { State } from '../../ui/shapes.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import { Time } from '../../ui/text.tsx'

function stepText(operation: Operation): string {
  const done = operation.steps.filter((step) => step.state === 'done').length
  const now = operation.steps.find((step) => step.state === 'running' || step.state === 'failed')
  return `${done} of ${operation.steps.length} steps${now ? `, ${now.name}` : ''}`
}

const columns: readonly Column<Operation>[] = [
  { key: 'created', title: 'Asked for', width: '120px', phone: '84px', cell: (one) => <Time at={one.created} /> },
  { key: 'what', title: 'Operation', width: 'minmax(180px, 1fr)', phone: 'minmax(0, 1fr)', cell: operationTitle },
  { key: 'state', title: 'State', width: '110px', phone: '92px', cell: (one) => <State state={one.state} of="operation" /> },
  { key: 'steps', title: 'Steps', width: 'minmax(150px, 1fr)', cell: stepText },
  { key: 'by', low: true, title: 'By', width: '110px', cell: (one) => one.created_by },
  { key: 'updated', low: true, title: 'Last change', width: '120px', cell: (one) => <Time at={one.updated} /> },
  { key: 'id', title: 'Id', width: '100px', cell: (one) => <Entity kind="operation" value={one.id} /> },
]

export function OperationsPage() {
  const { search, set } = useUrl()
  const list = useList<Operation>({
    key: ['operations.list'],
    rowKey: (one) => one.id,
    stamp: (one) => `${one.id} ${one.updated}`,
    on: ['operation'],
    fetch: (cursor, signal) =>
      client.call(resources.operations.list, { query: { limit: 100, ...(cursor ? { cursor } : {}) }, ...(signal ? { signal } : {}) }),
  })
  const open = search.operation
  const title = list.rows.find((one) => one.id === open)
  return (
    <div className="dn-beside">
      <Page title="Operations" shown="newest first" fill>
        <DataTable
          label="Operations"
          what="The operations"
          columns={columns}
          list={list}
          rowKey={(one) => one.id}
          openKey={open}
          onOpen={(one) => set({ operation: one.id }, open !== undefined)}
          fill
          empty={
            <Empty title="No operations yet" filtered>
              Adding or removing a decky, applying a fleet file and replaying analysis are operations; each shows its steps here.
            </Empty>
          }
        />
      </Page>
      {open && !search.event ? (
        <Drawer title={title ? operationTitle(title) : 'Operation'} onClose={() => set({ operation: null })}>
          <OperationProgress key={open} id={open} />
        </Drawer>
      ) : null}
    </div>
  )
}
