// The event log: filtered, live, each event one key away.
import { notifications } from '@mantine/notifications'
import { IconDownload, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { EventRow } from '../../lib/api.ts'
import { type Filter, filterText, histogramQuery, parseFilter } from '../../lib/filter.ts'
import { counted } from '../../lib/format.ts'
import { useKeys } from '../../lib/keys.ts'
import { useMay } from '../../lib/me.tsx'
import { useZone } from '../../lib/prefs.ts'
import { rangeText, rangeTitle } from '../../lib/time.ts'
import { useRange, useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { Chart } from '../../ui/chart.tsx'
import { saveText } from '../../ui/download.ts'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { EventSentence } from '../../ui/event-parts.tsx'
import { Page } from '../../ui/page.tsx'
import { Answered, Bones } from '../../ui/panel.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import { Time } from '../../ui/text.tsx'
import { runExport } from './export.ts'
import { FilterBar } from './filter-bar.tsx'
import { type EventQuestion, exportEvents, useEvents, useHistogram } from './queries.ts'

const EXPORT_LIMIT = 20_000

const columns: readonly Column<EventRow>[] = [
  { key: 'time', title: 'Time', width: '126px', phone: '62px', cell: (event) => <Time at={event.time} as="clock" /> },
  {
    key: 'peer',
    title: 'Attacker',
    width: '150px',
    phone: '104px',
    cell: (event) =>
      event.peer_ip ? <Entity kind="address" value={event.peer_ip} id={event.attacker_uuid} /> : <span className="dn-faint">none</span>,
  },
  {
    key: 'what',
    title: 'What happened',
    width: 'minmax(240px, 1fr)',
    phone: 'minmax(0, 1fr)',
    cell: (event) => <EventSentence event={event} />,
  },
  { key: 'decky', title: 'Decky', width: '120px', cell: (event) => <Entity kind="decky" value={event.decky} /> },
  {
    key: 'service',
    low: true,
    title: 'Service',
    width: '84px',
    cell: (event) => (event.service ? <Entity kind="service" value={event.service} /> : null),
  },
  { key: 'kind', low: true, title: 'Kind', width: '150px', cell: (event) => <Entity kind="kind" value={event.kind} /> },
]

function ExportButton({ question }: { question: EventQuestion }) {
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    await runExport(() => exportEvents(question, EXPORT_LIMIT), {
      save: (text) => saveText('events.jsonl', text),
      failed: (message) => notifications.show({ message, color: 'red' }),
    })
    setBusy(false)
  }
  return (
    <Button
      icon={IconDownload}
      busy={busy}
      onClick={() => void run()}
      title={`What is filtered, as JSON lines, at most ${EXPORT_LIMIT.toLocaleString('en-US')}`}
    >
      Export
    </Button>
  )
}

function HistogramStrip({ question }: { question: EventQuestion }) {
  const { set } = useUrl()
  const answer = useHistogram(question)
  const { partial } = histogramQuery(question.filter)
  return (
    <div className="dn-histogram">
      <Answered answer={answer} what="The histogram" bones={<Bones lines={1} height={96} />}>
        {(data) =>
          data.total === 0 ? null : <Chart data={data} unit="events" height={104} onBrush={(from, to) => set({ t: rangeText(from, to) })} />
        }
      </Answered>
      {partial ? <p className="dn-faint">The bars know deckies, services and kinds only; the list knows the whole filter.</p> : null}
    </div>
  )
}

function shownText(filter: Filter, range: string): string {
  const filters = filter.terms.length + (filter.text ? 1 : 0)
  return filters === 0 ? range : `${range}, ${counted(filters, 'filter')}`
}

export function EventsPage() {
  const { search, set } = useUrl()
  const range = useRange()
  const [zone] = useZone()
  const [tail, setTail] = useState(true)
  const mayExport = useMay('analyst')
  const filter = useMemo(() => parseFilter(search.q ?? ''), [search.q])
  const question: EventQuestion = { range, filter, tail }
  const list = useEvents(question)
  useKeys([{ keys: 'p', title: 'Pause or resume the live tail', group: 'On this page', run: () => setTail(!tail) }])
  const change = (next: Filter) => set({ q: filterText(next) || null })
  const filtered = filter.terms.length > 0 || filter.text !== ''
  return (
    <Page
      title="Events"
      shown={shownText(filter, rangeTitle(range, zone))}
      fill
      actions={
        <>
          <Button icon={tail ? IconPlayerPause : IconPlayerPlay} pressed={!tail} onClick={() => setTail(!tail)}>
            {tail ? 'Pause tail' : 'Resume tail'}
          </Button>
          {mayExport ? <ExportButton question={question} /> : null}
        </>
      }
    >
      <FilterBar filter={filter} onChange={change} />
      <HistogramStrip question={question} />
      <DataTable
        label="Events"
        what="The events"
        columns={columns}
        list={list}
        rowKey={(event) => event.id}
        openKey={search.event}
        onOpen={(event) => set({ event: event.id }, search.event !== undefined)}
        fill
        empty={
          <Empty title={filtered ? 'No event matches' : 'No events in this time range'} filtered={filtered}>
            {filtered
              ? 'Take a filter away, or widen the time range.'
              : 'Everything that a decky sees is an event: connections, requests, commands, credentials, files.'}
          </Empty>
        }
      />
    </Page>
  )
}
