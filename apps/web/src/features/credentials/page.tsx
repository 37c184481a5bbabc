// Credentials that were tried anywhere. Secrets are dots until someone who may reveals one.
import { resources } from '@decnet/contract'
import { client, type Credential } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { useList } from '../../lib/list.ts'
import { useMay } from '../../lib/me.tsx'
import { useZone } from '../../lib/prefs.ts'
import { rangeQuery, rangeTitle } from '../../lib/time.ts'
import { useRange, useUrl } from '../../lib/url.ts'
import { credentialColumns } from '../../ui/credential-parts.tsx'
import { Empty } from '../../ui/empty.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { DataTable } from '../../ui/table.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'

interface Question {
  readonly range: string
  readonly principal: string
  readonly outcome: string
}

function useCredentials({ range, principal, outcome }: Question) {
  const known = outcome === 'accepted' || outcome === 'rejected' ? outcome : null
  return useList<Credential>({
    key: ['credentials.list', range, principal, outcome],
    rowKey: (one) => one.uuid,
    stamp: (one) => `${one.uuid} ${one.tries}`,
    on: ['event'],
    match: (frame) => frame.event === 'event' && frame.data.kind === 'credential.tried',
    fetch: (cursor, signal) =>
      client.call(resources.credentials.list, {
        query: {
          ...rangeQuery(range, Date.now()),
          limit: 100,
          ...(principal ? { principal } : {}),
          ...(known ? { outcome: known } : {}),
          ...(cursor ? { cursor } : {}),
        },
        ...(signal ? { signal } : {}),
      }),
  })
}

export function CredentialsPage() {
  const { search, set } = useUrl()
  const [zone] = useZone()
  const mayReveal = useMay('analyst')
  const question = { range: useRange(), principal: search.principal ?? '', outcome: search.outcome ?? '' }
  const list = useCredentials(question)
  const filters = [question.principal, question.outcome].filter(Boolean).length
  const range = rangeTitle(question.range, zone)
  return (
    <Page title="Credentials" shown={filters === 0 ? range : `${range}, ${counted(filters, 'filter')}`} fill>
      <Toolbar>
        <TextField
          label="Name"
          hideLabel
          type="search"
          placeholder="Name that was tried"
          value={question.principal}
          onChange={(principal) => set({ principal }, true)}
          mono
        />
        <SelectField
          label="Outcome"
          hideLabel
          value={question.outcome}
          choices={[
            { value: '', label: 'Any outcome' },
            { value: 'accepted', label: 'accepted' },
            { value: 'rejected', label: 'rejected' },
          ]}
          onChange={(outcome) => set({ outcome })}
        />
        <p className="dn-faint">{mayReveal ? 'Each reveal is written to the audit log.' : 'Secrets are hidden from viewers.'}</p>
      </Toolbar>
      <DataTable
        label="Credentials"
        what="The credentials"
        columns={credentialColumns}
        list={list}
        rowKey={(one) => one.uuid}
        fill
        empty={
          <Empty title={filters > 0 ? 'No credential matches' : 'No credentials in this time range'} filtered={filters > 0}>
            {filters > 0
              ? 'Take a filter away, or widen the time range.'
              : 'Every name and secret that someone tries on a decky is kept here.'}
          </Empty>
        }
      />
    </Page>
  )
}
