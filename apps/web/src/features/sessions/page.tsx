// Sessions: one row a connection.
import { counted } from '../../lib/format.ts'
import { useDeckies } from '../../lib/fleet.ts'
import { useZone } from '../../lib/prefs.ts'
import { rangeTitle } from '../../lib/time.ts'
import { useRange, useUrl } from '../../lib/url.ts'
import { Empty } from '../../ui/empty.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { sessionColumns } from '../../ui/session-parts.tsx'
import { DataTable } from '../../ui/table.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import { type SessionsQuestion, useSessions } from './queries.ts'

function Filters({ question }: { question: SessionsQuestion }) {
  const { set } = useUrl()
  const deckies = useDeckies().data?.items ?? []
  const services = [...new Set(deckies.flatMap((decky) => decky.services.map((service) => service.name)))].sort()
  const choices = (any: string, values: readonly string[]) => [
    { value: '', label: any },
    ...values.map((value) => ({ value, label: value })),
  ]
  return (
    <Toolbar>
      <SelectField
        label="Decky"
        hideLabel
        value={question.decky}
        choices={choices(
          'Any decky',
          deckies.map((decky) => decky.name),
        )}
        onChange={(decky) => set({ decky })}
      />
      <SelectField
        label="Service"
        hideLabel
        value={question.service}
        choices={choices('Any service', services)}
        onChange={(service) => set({ service })}
      />
      <SelectField
        label="State"
        hideLabel
        value={question.open}
        choices={[
          { value: '', label: 'Open and ended' },
          { value: 'yes', label: 'Open' },
          { value: 'no', label: 'Ended' },
        ]}
        onChange={(open) => set({ open })}
      />
    </Toolbar>
  )
}

export function SessionsPage() {
  const { go, search } = useUrl()
  const [zone] = useZone()
  const question = { range: useRange(), decky: search.decky ?? '', service: search.service ?? '', open: search.open ?? '' }
  const list = useSessions(question)
  const filters = [question.decky, question.service, question.open].filter(Boolean).length
  const range = rangeTitle(question.range, zone)
  return (
    <Page title="Sessions" shown={filters === 0 ? range : `${range}, ${counted(filters, 'filter')}`} fill>
      <Filters question={question} />
      <DataTable
        label="Sessions"
        what="The sessions"
        columns={sessionColumns}
        list={list}
        rowKey={(one) => one.id}
        onOpen={(one) => go(`/sessions/${one.id}`)}
        fill
        empty={
          <Empty title={filters > 0 ? 'No session matches' : 'No sessions in this time range'} filtered={filters > 0}>
            {filters > 0
              ? 'Take a filter away, or widen the time range.'
              : 'Each connection to a decky is a session, from accept to close.'}
          </Empty>
        }
      />
    </Page>
  )
}
