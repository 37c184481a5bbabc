// Attackers: one row a source address, by what matters.
import type { Attacker } from '../../lib/api.ts'
import { count, counted } from '../../lib/format.ts'
import { useDeckies } from '../../lib/fleet.ts'
import { useZone } from '../../lib/prefs.ts'
import { rangeTitle } from '../../lib/time.ts'
import { useRange, useUrl } from '../../lib/url.ts'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { DepthMeter, Pill } from '../../ui/shapes.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import { Time } from '../../ui/text.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import { type AttackersQuestion, sorts, tempos, useAttackers } from './queries.ts'

const columns: readonly Column<Attacker>[] = [
  {
    key: 'ip',
    title: 'Address',
    width: 'minmax(150px, 220px)',
    phone: '120px',
    cell: (one) => <Entity kind="address" value={one.ip} id={one.uuid} />,
  },
  { key: 'depth', title: 'Depth', width: '210px', phone: 'minmax(0, 1fr)', cell: (one) => <DepthMeter depth={one.depth} /> },
  { key: 'tempo', title: 'Tempo', width: '100px', cell: (one) => <Tempo attacker={one} /> },
  { key: 'services', low: true, title: 'Services', width: 'minmax(110px, 1fr)', cell: (one) => one.services.join(', ') },
  {
    key: 'deckies',
    title: 'Deckies',
    width: 'minmax(120px, 1.4fr)',
    cell: (one) => <span title={one.deckies.join(', ')}>{one.deckies.join(', ') || count(one.decky_count)}</span>,
  },
  { key: 'first', low: true, title: 'First seen', width: '108px', cell: (one) => <Time at={one.first_seen} /> },
  { key: 'last', title: 'Last seen', width: '108px', phone: '84px', cell: (one) => <Time at={one.last_seen} /> },
  { key: 'sessions', title: 'Sessions', width: '72px', end: true, cell: (one) => count(one.session_count) },
  { key: 'events', title: 'Events', width: '72px', end: true, cell: (one) => count(one.event_count) },
]

function Tempo({ attacker }: { attacker: Attacker }) {
  if (attacker.tempo === null || attacker.tempo === 'unknown') return <span className="dn-faint">unknown</span>
  return (
    <span title={attacker.tempo_reason ?? undefined}>
      <Pill>{attacker.tempo}</Pill>
    </span>
  )
}

const SORT_TITLES = { last_seen: 'Last seen', first_seen: 'First seen', events: 'Most events', depth: 'Deepest' } as const

function useQuestion(): AttackersQuestion {
  const { search } = useUrl()
  const range = useRange()
  const sort = sorts.find((one) => one === search.sort) ?? 'last_seen'
  return { range, sort, tempo: search.tempo ?? '', service: search.service ?? '', decky: search.decky ?? '', ip: search.ip ?? '' }
}

function Filters({ question }: { question: AttackersQuestion }) {
  const { set } = useUrl()
  const deckies = useDeckies().data?.items ?? []
  const services = [...new Set(deckies.flatMap((decky) => decky.services.map((service) => service.name)))].sort()
  const any = { value: '', label: 'Any' }
  return (
    <Toolbar>
      <TextField
        label="Address or network"
        hideLabel
        type="search"
        placeholder="Address, its beginning, or network"
        value={question.ip}
        onChange={(ip) => set({ ip }, true)}
        mono
      />
      <SelectField
        label="Sort"
        hideLabel
        value={question.sort}
        choices={sorts.map((value) => ({ value, label: SORT_TITLES[value] }))}
        onChange={(sort) => set({ sort: sort === 'last_seen' ? null : sort })}
      />
      <SelectField
        label="Tempo"
        hideLabel
        value={question.tempo}
        choices={[{ ...any, label: 'Any tempo' }, ...tempos.map((value) => ({ value, label: value }))]}
        onChange={(tempo) => set({ tempo })}
      />
      <SelectField
        label="Service"
        hideLabel
        value={question.service}
        choices={[{ ...any, label: 'Any service' }, ...services.map((value) => ({ value, label: value }))]}
        onChange={(service) => set({ service })}
      />
      <SelectField
        label="Decky"
        hideLabel
        value={question.decky}
        choices={[{ ...any, label: 'Any decky' }, ...deckies.map((decky) => ({ value: decky.name, label: decky.name }))]}
        onChange={(decky) => set({ decky })}
      />
    </Toolbar>
  )
}

export function AttackersPage() {
  const { go } = useUrl()
  const [zone] = useZone()
  const question = useQuestion()
  const list = useAttackers(question)
  const filters = [question.tempo, question.service, question.decky, question.ip].filter(Boolean).length
  const range = rangeTitle(question.range, zone)
  return (
    <Page title="Attackers" shown={filters === 0 ? range : `${range}, ${counted(filters, 'filter')}`} fill>
      <Filters question={question} />
      <DataTable
        label="Attackers"
        what="The attackers"
        columns={columns}
        list={list}
        rowKey={(one) => one.uuid}
        onOpen={(one) => go(`/attackers/${one.uuid}`)}
        fill
        empty={
          <Empty title={filters > 0 ? 'No attacker matches' : 'No attackers in this time range'} filtered={filters > 0}>
            {filters > 0 ? 'Take a filter away, or widen the time range.' : 'Each source address that touches a decky is a row here.'}
          </Empty>
        }
      />
    </Page>
  )
}
