// Host names that an administrator might have given: chosen by the installation's secret, the same at every look.
import { personaKinds } from '@decnet/services/catalogue'
import type { Installation } from '../installation.ts'

/** Stems by what the machine is for; other archetypes take those of their operating system. */
const ROLE_STEMS: Readonly<Record<string, readonly string[]>> = {
  'cache-server': ['cache', 'redis', 'kv', 'session'],
  'web-server': ['web', 'www', 'front', 'portal'],
}
const SITES = ['prd', 'prod', 'dc1', 'int', 'hq', 'lan'] as const
const CANDIDATES = 64

/** Whose host name is asked for. */
export interface Named {
  readonly name: string
  readonly os: string
  readonly archetype: string | null
}

/** The host names that a decky may take, best first; the same for the same installation, decky and kind of machine. */
export function hostnameCandidates(decky: Named, installation: Installation): string[] {
  const kind = personaKinds.find(({ os }) => os === decky.os)
  const stems = ROLE_STEMS[decky.archetype ?? ''] ?? kind?.hostnames ?? ['srv']
  const chance = installation.derive(`hostname ${decky.name}`, CANDIDATES * 4)
  const names = Array.from({ length: CANDIDATES }, (_, index) => {
    const [stem, site, number, shape] = chance.subarray(index * 4, index * 4 + 4)
    return hostname({ stem: pick(stems, stem), site: pick(SITES, site), number: 1 + ((number ?? 0) % 40), shape: shape ?? 0 })
  })
  return [...new Set(names)]
}

/** A host name for a decky that none of `taken` has. */
export function chooseHostname(decky: Named, installation: Installation, taken: ReadonlySet<string>): string {
  const candidates = hostnameCandidates(decky, installation)
  const free = candidates.find((name) => !taken.has(name))
  if (free !== undefined) return free
  const [first = 'srv'] = candidates
  for (let number = 100; ; number++) if (!taken.has(`${first}-${number}`)) return `${first}-${number}`
}

function hostname(parts: { stem: string; site: string; number: number; shape: number }): string {
  const digits = String(parts.number).padStart(2, '0')
  switch (parts.shape % 4) {
    case 0:
      return `${parts.stem}${digits}`
    case 1:
      return `${parts.stem}-${parts.site}-${digits}`
    case 2:
      return `${parts.site}-${parts.stem}${digits}`
    default:
      return `${parts.stem}-${digits}`
  }
}

function pick(list: readonly string[], byte = 0): string {
  return list[byte % list.length] ?? 'srv'
}
