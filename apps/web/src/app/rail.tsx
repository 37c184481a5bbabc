// The rail: where one can go. On a phone it is a bar at the bottom, with the rest behind "More".
import { Menu } from '@mantine/core'
import { IconDots, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import type { MouseEvent } from 'react'
import { useNarrowRail } from '../lib/prefs.ts'
import { useUrl } from '../lib/url.ts'
import { IconButton } from '../ui/button.tsx'
import { Glyph } from '../ui/icons.tsx'
import { Wordmark } from '../ui/wordmark.tsx'
import { type PageEntry, pageAt, pagesAt } from './catalogue.ts'

function RailLink({ page, bar = false }: { page: PageEntry; bar?: boolean }) {
  const { path, go } = useUrl()
  const here = pageAt(path)
  const current = here?.path === page.path || (here?.place === null && page.path !== '/' && path.startsWith(`${page.path}/`))
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    go(page.path)
  }
  return (
    <a href={page.path} className="dn-rail-link" aria-current={current ? 'page' : undefined} onClick={follow} title={page.title}>
      <Glyph icon={page.icon} size={bar ? 20 : 17} />
      <span>{page.title}</span>
    </a>
  )
}

export function Rail() {
  const [narrow, setNarrow] = useNarrowRail()
  return (
    <nav className="dn-rail" aria-label="Pages" data-narrow={narrow || undefined}>
      <div className="dn-rail-top">
        <Wordmark small={narrow} />
      </div>
      <div className="dn-rail-links">
        {pagesAt('main').map((page) => (
          <RailLink key={page.name} page={page} />
        ))}
      </div>
      <div className="dn-rail-links dn-rail-foot">
        {pagesAt('foot').map((page) => (
          <RailLink key={page.name} page={page} />
        ))}
        <IconButton
          icon={narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse}
          label={narrow ? 'Widen the rail' : 'Narrow the rail'}
          onClick={() => setNarrow(!narrow)}
        />
      </div>
    </nav>
  )
}

export function BottomBar() {
  const { go } = useUrl()
  const main = pagesAt('main')
  const rest = [...main, ...pagesAt('foot')].filter((page) => !page.phone)
  return (
    <nav className="dn-bottom-bar" aria-label="Pages">
      {main
        .filter((page) => page.phone)
        .map((page) => (
          <RailLink key={page.name} page={page} bar />
        ))}
      <Menu position="top-end" width={200} shadow="md" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <button type="button" className="dn-rail-link">
            <Glyph icon={IconDots} size={20} />
            <span>More</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map((page) => (
            <Menu.Item key={page.name} leftSection={<Glyph icon={page.icon} />} onClick={() => go(page.path)}>
              {page.title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}
