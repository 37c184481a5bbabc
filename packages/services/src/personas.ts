// The personas there are. Versions are those of the distribution's packages.
import type { PersonaKind } from './persona-kind.ts'

export const personaKinds: readonly PersonaKind[] = [
  {
    os: 'debian-12',
    title: 'Debian 12 server',
    family: 'linux',
    kernel: '6.1.0-56-amd64',
    arch: 'x86_64',
    software: { redis: '7.0.15', nginx: '1.22.1', apache: '2.4.71' },
    hostnames: ['srv', 'deb', 'app', 'host'],
  },
  {
    os: 'ubuntu-22.04',
    title: 'Ubuntu 22.04 server',
    family: 'linux',
    kernel: '5.15.0-138-generic',
    arch: 'x86_64',
    software: { redis: '6.0.16', nginx: '1.18.0', apache: '2.4.52' },
    hostnames: ['ubuntu', 'web', 'prod', 'vm'],
  },
]
