// The top bar: time range, search, live indicator, theme, user.
import { resources } from '@decnet/contract'
import { Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { IconLogout, IconMoon, IconPlayerPause, IconPlayerPlay, IconSearch, IconSun, IconUserCircle } from '@tabler/icons-react'
import { client } from '../lib/api.ts'
import { count } from '../lib/format.ts'
import { useLive } from '../lib/live.tsx'
import { useMe } from '../lib/me.tsx'
import { useNow } from '../lib/now.ts'
import { useZone } from '../lib/prefs.ts'
import { duration, zoneName } from '../lib/time.ts'
import { useUrl } from '../lib/url.ts'
import { IconButton } from '../ui/button.tsx'
import { Glyph } from '../ui/icons.tsx'
import { RangePicker } from '../ui/range.tsx'
import { pageAt } from './catalogue.ts'
import { openPalette } from './palette.tsx'

/** Holding transitions back while the scheme changes would inject a style element, which the policy forbids. */
const calmly = { keepTransitions: true } as const

/** Streaming, paused, or how long nothing has come. */
function LiveIndicator() {
  const { status, paused, held, setPaused } = useLive()
  const now = useNow()
  const since = status.sign === null ? null : Math.max(0, now - status.sign)
  const streaming = status.state === 'streaming'
  const word = paused
    ? held > 0
      ? `Paused, ${count(held)} waiting`
      : 'Paused'
    : streaming
      ? 'Live'
      : status.state === 'connecting'
        ? 'Connecting'
        : status.state === 'closed'
          ? 'Not live'
          : `Reconnecting${since === null ? '' : `, last sign ${duration(since)} ago`}`
  return (
    <div className="dn-live" data-state={paused ? 'paused' : status.state}>
      <span role="status">
        <i aria-hidden />
        <span className="dn-live-word">{word}</span>
      </span>
      <IconButton
        icon={paused ? IconPlayerPlay : IconPlayerPause}
        label={paused ? 'Go on with live updates' : 'Pause live updates'}
        pressed={paused}
        onClick={() => setPaused(!paused)}
        small
      />
    </div>
  )
}

function ThemeSwitch() {
  const scheme = useComputedColorScheme('light')
  const { setColorScheme } = useMantineColorScheme(calmly)
  const dark = scheme === 'dark'
  return (
    <IconButton
      icon={dark ? IconSun : IconMoon}
      label={dark ? 'Light theme' : 'Dark theme'}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    />
  )
}

function UserMenu() {
  const me = useMe()
  const queries = useQueryClient()
  const [zone, setZone] = useZone()
  const { setColorScheme } = useMantineColorScheme(calmly)
  const signOut = async () => {
    // Whether or not the server heard it, this page forgets what it knew.
    await client.call(resources.auth.logout).catch(() => undefined)
    await queries.resetQueries()
  }
  return (
    <Menu position="bottom-end" width={230} shadow="md" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className="dn-top-button" aria-label={`Signed in as ${me.name}`}>
          <Glyph icon={IconUserCircle} size={18} />
          <span className="dn-user-name">{me.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{`${me.name}, ${me.role}`}</Menu.Label>
        <Menu.Item onClick={() => setZone(zone === 'utc' ? 'local' : 'utc')}>
          {zone === 'utc' ? 'Show times in this browser’s zone' : `Show times in UTC (now ${zoneName(zone)})`}
        </Menu.Item>
        <Menu.Item onClick={() => setColorScheme('auto')}>Theme as the system</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Glyph icon={IconLogout} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

export function TopBar() {
  const { path } = useUrl()
  return (
    <header className="dn-top">
      {pageAt(path)?.ranged ? <RangePicker /> : null}
      <button type="button" className="dn-search" onClick={openPalette}>
        <Glyph icon={IconSearch} />
        <span>Search pages, addresses, deckies</span>
        <kbd>Ctrl K</kbd>
      </button>
      <div className="dn-top-end">
        <LiveIndicator />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  )
}
