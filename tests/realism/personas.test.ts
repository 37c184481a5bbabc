// The Debian persona beside Debian's own package database: versions are facts, not memories.
import { execFileSync } from 'node:child_process'
import { personaKinds } from '@decnet/services/catalogue'
import { describe, expect, it } from 'vitest'

const PACKAGES: Readonly<Record<string, string>> = { redis: 'redis-server', nginx: 'nginx', apache: 'apache2' }

const FORMAT = ['$', '{Version}'].join('')

/** The installed version without epoch and Debian revision, or undefined when it is not installed. */
function installed(name: string): string | undefined {
  try {
    const version = execFileSync('dpkg-query', ['-W', '-f', FORMAT, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return version === '' ? undefined : version.replace(/^\d+:/, '').replace(/-[^-]*$/, '')
  } catch {
    return undefined
  }
}

describe('the debian-12 persona', () => {
  const kind = personaKinds.find((candidate) => candidate.os === 'debian-12')
  for (const [product, name] of Object.entries(PACKAGES)) {
    const version = installed(name)
    if (version === undefined) console.log(`skipped: ${product} is not checked, ${name} is not installed`)
    it.skipIf(version === undefined)(`names the version of ${name} that Debian ships`, () => {
      expect(kind?.software[product]).toBe(version)
    })
  }
})
