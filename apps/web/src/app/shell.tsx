// The frame around every page.
import { Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { listenForKeys, useKeys } from '../lib/keys.ts'
import { useUrl } from '../lib/url.ts'
import { EntityMenuHost } from '../ui/entity-menu.tsx'
import { pages } from './catalogue.ts'
import { EventDrawer } from './event-drawer.tsx'
import { KeyHelp } from './key-help.tsx'
import { openPalette, Palette } from './palette.tsx'
import { BottomBar, Rail } from './rail.tsx'
import { TopBar } from './top-bar.tsx'

function useShellKeys(): void {
  const { go } = useUrl()
  useEffect(listenForKeys, [])
  useKeys([
    { keys: 'mod+k', title: 'Search', group: 'Everywhere', run: openPalette },
    { keys: '/', title: 'Search', group: 'Everywhere', run: openPalette },
    ...pages
      .filter((page) => page.key)
      .map((page) => ({ keys: `g ${page.key}`, title: page.title, group: 'Go to', run: () => go(page.path) }) as const),
  ])
}

export function Shell() {
  const { search } = useUrl()
  useShellKeys()
  return (
    <EntityMenuHost>
      <a href="#page" className="dn-skip">
        Skip to the page
      </a>
      <div className="dn-shell">
        <Rail />
        <div className="dn-main">
          <TopBar />
          <div className="dn-content-row">
            <div className="dn-content">
              <Outlet />
            </div>
            {search.event ? <EventDrawer id={search.event} /> : null}
          </div>
        </div>
        <BottomBar />
      </div>
      <Palette />
      <KeyHelp />
    </EntityMenuHost>
  )
}
