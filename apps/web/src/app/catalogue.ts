// Every page there is, sorted by name: where it is, what it is called, and who loads it.
import {
  IconActivityHeartbeat,
  IconBolt,
  IconCpu,
  IconFileCode,
  IconHistory,
  type Icon,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconPalette,
  IconTimeline,
  IconUsers,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'

export interface PageEntry {
  readonly name: string
  readonly title: string
  /** With `$name` for parameters. */
  readonly path: string
  readonly icon: Icon
  /** Where the rail has it; pages without a place are reached from others. */
  readonly place: 'main' | 'foot' | null
  /** Its order in the rail. */
  readonly order: number
  /** `g` and this letter go there. */
  readonly key?: string
  /** The global time range says what it shows. */
  readonly ranged: boolean
  /** One of the few that the phone's bar has room for. */
  readonly phone?: boolean
  load(): Promise<{ Page: ComponentType }>
}

const artifacts = async () => ({ Page: (await import('../features/artifacts/page.tsx')).ArtifactsPage })
const attacker = async () => ({ Page: (await import('../features/attackers/detail.tsx')).AttackerPage })
const attackers = async () => ({ Page: (await import('../features/attackers/page.tsx')).AttackersPage })
const credentials = async () => ({ Page: (await import('../features/credentials/page.tsx')).CredentialsPage })
const events = async () => ({ Page: (await import('../features/events/page.tsx')).EventsPage })
const findings = async () => ({ Page: (await import('../features/findings/page.tsx')).FindingsPage })
const fleet = async () => ({ Page: (await import('../features/fleet/page.tsx')).FleetPage })
const health = async () => ({ Page: (await import('../features/health/page.tsx')).HealthPage })
const kitchen = async () => ({ Page: (await import('../features/kitchen/page.tsx')).KitchenPage })
const operations = async () => ({ Page: (await import('../features/operations/page.tsx')).OperationsPage })
const overview = async () => ({ Page: (await import('../features/overview/page.tsx')).OverviewPage })
const session = async () => ({ Page: (await import('../features/sessions/detail.tsx')).SessionPage })
const sessions = async () => ({ Page: (await import('../features/sessions/page.tsx')).SessionsPage })

export const pages: readonly PageEntry[] = [
  {
    name: 'artifacts',
    title: 'Artifacts',
    path: '/artifacts',
    icon: IconFileCode,
    place: 'main',
    order: 6,
    key: 'r',
    ranged: true,
    load: artifacts,
  },
  { name: 'attacker', title: 'Attacker', path: '/attackers/$uuid', icon: IconUsers, place: null, order: 0, ranged: false, load: attacker },
  {
    name: 'attackers',
    title: 'Attackers',
    path: '/attackers',
    icon: IconUsers,
    place: 'main',
    order: 3,
    key: 'a',
    ranged: true,
    phone: true,
    load: attackers,
  },
  {
    name: 'credentials',
    title: 'Credentials',
    path: '/credentials',
    icon: IconKey,
    place: 'main',
    order: 5,
    key: 'c',
    ranged: true,
    load: credentials,
  },
  {
    name: 'events',
    title: 'Events',
    path: '/events',
    icon: IconListDetails,
    place: 'main',
    order: 2,
    key: 'e',
    ranged: true,
    load: events,
  },
  {
    name: 'findings',
    title: 'Findings',
    path: '/findings',
    icon: IconBolt,
    place: 'main',
    order: 7,
    key: 'n',
    ranged: true,
    load: findings,
  },
  { name: 'fleet', title: 'Fleet', path: '/fleet', icon: IconCpu, place: 'main', order: 8, key: 'f', ranged: false, load: fleet },
  {
    name: 'health',
    title: 'Health',
    path: '/health',
    icon: IconActivityHeartbeat,
    place: 'foot',
    order: 2,
    key: 'h',
    ranged: false,
    load: health,
  },
  { name: 'kitchen', title: 'Kitchen', path: '/kitchen', icon: IconPalette, place: null, order: 0, ranged: false, load: kitchen },
  {
    name: 'operations',
    title: 'Operations',
    path: '/operations',
    icon: IconHistory,
    place: 'foot',
    order: 1,
    key: 'p',
    ranged: false,
    load: operations,
  },
  {
    name: 'overview',
    title: 'Overview',
    path: '/',
    icon: IconLayoutDashboard,
    place: 'main',
    order: 1,
    key: 'o',
    ranged: true,
    phone: true,
    load: overview,
  },
  { name: 'session', title: 'Session', path: '/sessions/$id', icon: IconTimeline, place: null, order: 0, ranged: false, load: session },
  {
    name: 'sessions',
    title: 'Sessions',
    path: '/sessions',
    icon: IconTimeline,
    place: 'main',
    order: 4,
    key: 's',
    ranged: true,
    phone: true,
    load: sessions,
  },
]

/** The pages of a part of the rail, in its order. */
export function pagesAt(place: 'main' | 'foot'): readonly PageEntry[] {
  return pages.filter((page) => page.place === place).sort((a, b) => a.order - b.order)
}

/** The page of the rail that a path belongs to. */
export function pageAt(path: string): PageEntry | undefined {
  const exact = pages.find((page) => page.path === path)
  return exact ?? pages.find((page) => page.path.includes('$') && path.startsWith(page.path.slice(0, page.path.indexOf('$'))))
}
