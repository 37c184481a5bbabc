// The filter as chips and as text: both edit the same thing, which stands in the URL.
import { IconPlus, IconX } from '@tabler/icons-react'
import { eventKindNames } from '@decnet/kernel'
import { Menu } from '@mantine/core'
import { Fragment, useEffect, useState } from 'react'
import { canExclude, type Filter, filterProblem, filterText, parseFilter, type Term, withoutTerm, withTerm } from '../../lib/filter.ts'
import { useDeckies } from '../../lib/fleet.ts'
import { shortId, visible } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Glyph } from '../../ui/icons.tsx'

interface FilterProps {
  readonly filter: Filter
  onChange(filter: Filter): void
}

function Chip({ term, filter, onChange }: FilterProps & { term: Term }) {
  const value = term.field === 'session' ? shortId(term.value) : visible(term.value)
  const words = `${term.field} ${term.exclude ? 'is not' : 'is'} ${value}`
  return (
    <li className="dn-chip" data-exclude={term.exclude || undefined}>
      {canExclude(term.field) ? (
        <button
          type="button"
          onClick={() => onChange(withTerm(filter, { ...term, exclude: !term.exclude }))}
          aria-label={`${words}: turn round`}
          title={term.exclude ? 'Click to include' : 'Click to exclude'}
        >
          {term.field} <i>{term.exclude ? 'is not' : 'is'}</i> <bdi>{value}</bdi>
        </button>
      ) : (
        <span>
          {term.field} <i>is</i> <bdi>{value}</bdi>
        </span>
      )}
      <button type="button" className="dn-chip-close" onClick={() => onChange(withoutTerm(filter, term))} aria-label={`Remove: ${words}`}>
        <Glyph icon={IconX} size={12} />
      </button>
    </li>
  )
}

function AddMenu({ filter, onChange }: FilterProps) {
  const deckies = useDeckies().data?.items ?? []
  const services = [...new Set(deckies.flatMap((decky) => decky.services.map((service) => service.name)))].sort()
  const add = (field: Term['field'], value: string) => onChange(withTerm(filter, { field, value, exclude: false }))
  const groups = [
    { field: 'kind' as const, title: 'Kind', values: eventKindNames },
    { field: 'service' as const, title: 'Service', values: services },
    { field: 'decky' as const, title: 'Decky', values: deckies.map((decky) => decky.name).slice(0, 30) },
  ]
  return (
    <Menu position="bottom-start" shadow="md" width={230} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className="dn-chip-add">
          <Glyph icon={IconPlus} size={13} /> Filter
        </button>
      </Menu.Target>
      <Menu.Dropdown className="dn-menu-tall">
        {groups.map((group) => (
          <Fragment key={group.field}>
            <Menu.Label>{group.title}</Menu.Label>
            {group.values.map((value) => (
              <Menu.Item key={value} onClick={() => add(group.field, value)}>
                {value}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

export function FilterBar({ filter, onChange }: FilterProps) {
  const text = filterText(filter)
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  const problem = filterProblem(parseFilter(typed))
  const changed = typed.trim() !== text
  return (
    <div className="dn-filter">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!problem) onChange(parseFilter(typed))
        }}
      >
        <TextField
          label="Filter"
          hideLabel
          mono
          type="search"
          value={typed}
          onChange={setTyped}
          error={problem}
          placeholder='service:redis -decky:web-01 kind:command.ran "config set"'
        />
        {changed ? (
          <Button kind="primary" type="submit" disabled={problem !== null}>
            Apply
          </Button>
        ) : null}
      </form>
      <ul className="dn-chips" aria-label="Filters">
        {filter.terms.map((term) => (
          <Chip key={`${term.field}:${term.value}`} term={term} filter={filter} onChange={onChange} />
        ))}
        {filter.text ? (
          <li className="dn-chip">
            <span>
              text <i>has</i> <bdi>{visible(filter.text)}</bdi>
            </span>
            <button type="button" className="dn-chip-close" aria-label="Remove the text" onClick={() => onChange({ ...filter, text: '' })}>
              <Glyph icon={IconX} size={12} />
            </button>
          </li>
        ) : null}
        <li>
          <AddMenu filter={filter} onChange={onChange} />
        </li>
      </ul>
    </div>
  )
}
