// The one menu of all entities: open, filter, copy. One instance serves the whole page.
import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowRight, IconCopy, IconFilter, IconFilterOff, IconFocus2, IconShieldLock } from '@tabler/icons-react'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { filterText, noFilter, parseFilter, withTerm } from '../lib/filter.ts'
import { defang } from '../lib/format.ts'
import { type UrlState, useUrl } from '../lib/url.ts'
import type { NamedThing } from './entity-kind.ts'
import { Glyph } from './icons.tsx'

type Open = (entity: NamedThing, anchor: HTMLElement) => void
const MenuContext = createContext<Open>(() => undefined)

/** Opens the menu of an entity beside an element, which gets the focus back. */
export function useEntityMenu(): Open {
  return useContext(MenuContext)
}

interface Opened {
  readonly entity: NamedThing
  readonly anchor: HTMLElement
}

/** Copies text and says so. */
export function copyText(text: string, what: string): void {
  navigator.clipboard.writeText(text).then(
    () => notifications.show({ message: `${what} copied`, autoClose: 2_000 }),
    () => notifications.show({ message: 'The browser did not allow copying', color: 'red' }),
  )
}

type How = 'include' | 'exclude' | 'only'

function filterBy(url: UrlState, entity: NamedThing, how: How): void {
  if (!entity.field) return
  const here = url.path === '/events' && how !== 'only' ? parseFilter(url.search.q ?? '') : noFilter
  const filter = withTerm(here, { field: entity.field, value: entity.value, exclude: how === 'exclude' })
  if (url.path === '/events') url.set({ q: filterText(filter) })
  else url.go('/events', { q: filterText(filter) })
}

const EXCLUDABLE = new Set(['attacker', 'decky', 'kind', 'service'])

function Items({ entity }: { entity: NamedThing }) {
  const url = useUrl()
  const { path, field } = entity
  return (
    <>
      {path && entity.kind !== 'kind' && entity.kind !== 'service' ? (
        <Menu.Item leftSection={<Glyph icon={IconArrowRight} />} onClick={() => url.go(path, entity.search)}>
          Open
        </Menu.Item>
      ) : null}
      {field ? (
        <>
          <Menu.Item leftSection={<Glyph icon={IconFilter} />} onClick={() => filterBy(url, entity, 'include')}>
            Events with this
          </Menu.Item>
          {EXCLUDABLE.has(field) ? (
            <Menu.Item leftSection={<Glyph icon={IconFilterOff} />} onClick={() => filterBy(url, entity, 'exclude')}>
              Events without this
            </Menu.Item>
          ) : null}
          {url.path === '/events' ? (
            <Menu.Item leftSection={<Glyph icon={IconFocus2} />} onClick={() => filterBy(url, entity, 'only')}>
              Only this
            </Menu.Item>
          ) : null}
        </>
      ) : null}
      <Menu.Divider />
      {entity.kind === 'address' ? (
        <Menu.Item leftSection={<Glyph icon={IconShieldLock} />} onClick={() => copyText(defang(entity.value), 'Defanged address')}>
          Copy defanged
        </Menu.Item>
      ) : null}
      <Menu.Item leftSection={<Glyph icon={IconCopy} />} onClick={() => copyText(entity.value, 'Value')}>
        {entity.kind === 'address' ? 'Copy raw' : 'Copy'}
      </Menu.Item>
    </>
  )
}

export function EntityMenuHost({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const open = useCallback<Open>((entity, anchor) => setOpened({ entity, anchor }), [])
  const box = opened?.anchor.getBoundingClientRect()
  const close = () => {
    setOpened(null)
    opened?.anchor.focus({ preventScroll: true })
  }
  return (
    <MenuContext value={open}>
      {children}
      {opened && box ? (
        <Menu
          opened
          onClose={close}
          position="bottom-start"
          width={210}
          shadow="md"
          offset={2}
          returnFocus={false}
          transitionProps={{ duration: 0 }}
        >
          <Menu.Target>
            <span className="dn-menu-anchor" style={{ left: box.left, top: box.bottom }} />
          </Menu.Target>
          <Menu.Dropdown aria-label={`Menu for ${opened.entity.value}`}>
            <Items entity={opened.entity} />
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </MenuContext>
  )
}
