// The palette: pages, attackers by address, deckies by name, and what the role may do.
import { resources } from '@decnet/contract'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight'
import { IconCpu, IconPlus, IconSearch, IconUsers } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useDeckies } from '../lib/fleet.ts'
import { filterText } from '../lib/filter.ts'
import { useMay } from '../lib/me.tsx'
import { useCall } from '../lib/query.ts'
import { useUrl } from '../lib/url.ts'
import { Glyph } from '../ui/icons.tsx'
import { pagesAt } from './catalogue.ts'

export const openPalette = spotlight.open

const FEW = 6

/** Attackers whose address begins with what was typed. */
function useAddresses(typed: string) {
  const [query] = useDebouncedValue(typed.trim(), 150)
  const looks = /^[0-9a-f.:]{1,45}$/i.test(query) && /[.:\d]/.test(query)
  const answer = useCall({
    route: resources.attackers.list,
    key: ['palette', query],
    input: () => ({ query: { ip: query, limit: FEW } }),
    enabled: looks,
  })
  return looks ? (answer.data?.items ?? []) : []
}

function useActions(typed: string): SpotlightActionGroupData[] {
  const { go } = useUrl()
  const isAdmin = useMay('admin')
  const deckies = useDeckies()
  const attackers = useAddresses(typed)
  const needle = typed.trim().toLowerCase()
  const has = (text: string) => text.toLowerCase().includes(needle)
  const acts = isAdmin
    ? [{ id: 'add-decky', label: 'Add a decky', leftSection: <Glyph icon={IconPlus} />, onClick: () => go('/fleet', { add: '1' }) }]
    : []
  const groups = [
    {
      group: 'Attackers',
      actions: attackers.map((attacker) => ({
        id: attacker.uuid,
        label: attacker.ip,
        description: `${attacker.session_count} sessions, ${attacker.event_count} events`,
        leftSection: <Glyph icon={IconUsers} />,
        onClick: () => go(`/attackers/${attacker.uuid}`),
      })),
    },
    {
      group: 'Pages',
      actions: [...pagesAt('main'), ...pagesAt('foot')]
        .filter((page) => has(page.title))
        .map((page) => ({ id: page.name, label: page.title, leftSection: <Glyph icon={page.icon} />, onClick: () => go(page.path) })),
    },
    {
      group: 'Deckies',
      actions: (deckies.data?.items ?? [])
        .filter((decky) => has(decky.name) || decky.address.startsWith(needle))
        .slice(0, FEW)
        .map((decky) => ({
          id: `decky-${decky.id}`,
          label: decky.name,
          description: decky.address,
          leftSection: <Glyph icon={IconCpu} />,
          onClick: () => go('/fleet', { decky: decky.name }),
        })),
    },
    { group: 'Actions', actions: acts.filter((act) => has(act.label)) },
    {
      group: 'Search',
      actions: needle
        ? [
            {
              id: 'text',
              label: `Events with “${typed.trim()}”`,
              leftSection: <Glyph icon={IconSearch} />,
              onClick: () => go('/events', { q: filterText({ terms: [], text: typed.trim() }) }),
            },
          ]
        : [],
    },
  ]
  return groups.filter((group) => group.actions.length > 0)
}

/** Answers that come late push the chosen action down: what stands first is chosen again. The widget keeps its choice in the page, not in its state. */
function useFirstChosen(actions: readonly SpotlightActionGroupData[]): void {
  const first = actions[0]?.actions[0]?.id
  useEffect(() => {
    if (first === undefined) return
    const shown = document.querySelectorAll('.dn-palette-action')
    for (const action of shown) action.removeAttribute('data-selected')
    shown[0]?.setAttribute('data-selected', 'true')
  }, [first])
}

export function Palette() {
  const [typed, setTyped] = useState('')
  const actions = useActions(typed)
  useFirstChosen(actions)
  return (
    <Spotlight
      actions={actions}
      query={typed}
      onQueryChange={setTyped}
      filter={(_, all) => all}
      shortcut={null}
      lockScroll={false}
      nothingFound="Nothing by that name"
      scrollable
      attributes={{ content: { 'aria-label': 'Search' } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      maxHeight={420}
      transitionProps={{ duration: 100 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      classNames={{ content: 'dn-palette', action: 'dn-palette-action', actionsGroup: 'dn-palette-group' }}
      searchProps={{ placeholder: 'A page, an address, a decky…', 'aria-label': 'Search', leftSection: <Glyph icon={IconSearch} /> }}
    />
  )
}
