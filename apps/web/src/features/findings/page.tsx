// Findings: what analysis concluded, newest first.
import { resources } from '@decnet/contract'
import { findingKinds, findingTopics } from '@decnet/kernel'
import { client, type Finding } from '../../lib/api.ts'
import { useList } from '../../lib/list.ts'
import { useZone } from '../../lib/prefs.ts'
import { rangeQuery, rangeTitle } from '../../lib/time.ts'
import { useRange, useUrl } from '../../lib/url.ts'
import { Drawer } from '../../ui/drawer.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Details, Facts, Raw } from '../../ui/facts.tsx'
import { SelectField } from '../../ui/field.tsx'
import { FindingSentence } from '../../ui/finding-parts.tsx'
import { Page, Stack } from '../../ui/page.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import { Foreign, Time } from '../../ui/text.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'

const columns: readonly Column<Finding>[] = [
  { key: 'time', title: 'Time', width: '130px', phone: '66px', cell: (one) => <Time at={one.time} as="clock" /> },
  { key: 'what', title: 'Finding', width: 'minmax(280px, 1fr)', phone: 'minmax(0, 1fr)', cell: (one) => <FindingSentence finding={one} /> },
  { key: 'topic', low: true, title: 'Topic', width: '190px', cell: (one) => one.topic },
  { key: 'analyzer', low: true, title: 'Analyzer', width: '110px', cell: (one) => one.analyzer },
]

function useFindings(range: string, topic: string) {
  return useList<Finding>({
    key: ['findings.list', range, topic],
    rowKey: (one) => one.id,
    on: ['finding'],
    fetch: (cursor, signal) =>
      client.call(resources.findings.list, {
        query: { ...rangeQuery(range, Date.now()), limit: 100, ...(topic ? { topic } : {}), ...(cursor ? { cursor } : {}) },
        ...(signal ? { signal } : {}),
      }),
  })
}

function FindingDrawer({ finding }: { finding: Finding }) {
  const { set } = useUrl()
  return (
    <Drawer title="Finding" onClose={() => set({ finding: null })}>
      <Stack>
        <p>
          <FindingSentence finding={finding} />
        </p>
        <Details
          items={[
            { name: 'Topic', value: finding.topic },
            { name: 'Meaning', value: finding.title },
            { name: 'Time', value: <Time at={finding.time} as="clock" /> },
            { name: 'Analyzer', value: finding.analyzer },
            { name: 'Subject', value: <Foreign text={finding.subject} /> },
          ]}
        />
        <h3>Payload</h3>
        <Facts facts={finding.payload} />
        <details className="dn-fold">
          <summary>Raw</summary>
          <Raw value={finding} label="Finding" />
        </details>
      </Stack>
    </Drawer>
  )
}

export function FindingsPage() {
  const { search, set } = useUrl()
  const range = useRange()
  const [zone] = useZone()
  const topic = search.topic ?? ''
  const list = useFindings(range, topic)
  const open = list.rows.find((one) => one.id === search.finding)
  return (
    <div className="dn-beside">
      <Page title="Findings" shown={rangeTitle(range, zone)} fill>
        <Toolbar>
          <SelectField
            label="Topic"
            hideLabel
            value={topic}
            choices={[{ value: '', label: 'Any topic' }, ...findingTopics.map((value) => ({ value, label: findingKinds[value].title }))]}
            onChange={(value) => set({ topic: value })}
          />
        </Toolbar>
        <DataTable
          label="Findings"
          what="The findings"
          columns={columns}
          list={list}
          rowKey={(one) => one.id}
          openKey={search.finding}
          onOpen={(one) => set({ finding: one.id }, search.finding !== undefined)}
          fill
          empty={
            <Empty title={topic ? 'No finding of this topic' : 'No findings in this time range'} filtered={topic !== ''}>
              Analysis reads every event and announces what it concludes: a new source, a person at work, a credential that got in.
            </Empty>
          }
        />
      </Page>
      {open && !search.event ? <FindingDrawer finding={open} /> : null}
    </div>
  )
}
