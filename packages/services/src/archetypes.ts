// Archetypes: coherent kinds of machine that a fleet is made of.

export interface Archetype {
  readonly name: string
  readonly title: string
  /** Personas that fit, best first. */
  readonly os: readonly string[]
  /** Services with the options that make them part of this machine. */
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export const archetypes: readonly Archetype[] = [
  { name: 'cache-server', title: 'Cache server', os: ['debian-12', 'ubuntu-22.04'], services: { redis: {} } },
  {
    name: 'linux-server',
    title: 'General Linux server',
    os: ['ubuntu-22.04', 'debian-12'],
    services: { http: { product: 'apache', site: 'default' }, redis: {} },
  },
  { name: 'web-server', title: 'Web server', os: ['debian-12', 'ubuntu-22.04'], services: { http: { product: 'nginx', site: 'login' } } },
]
