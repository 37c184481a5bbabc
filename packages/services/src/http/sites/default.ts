// The `default` site: what the distribution's package leaves behind, and nothing else.
import type { Site, SiteFile } from '../../kit/http/site.ts'
import type { Persona } from '../../persona.ts'
import { apacheIcons } from './apache-icons.ts'
import { apacheWelcome } from './apache-welcome.ts'
import { apacheWelcomePacked } from './apache-welcome-packed.ts'
import { nginxWelcome, nginxWelcomePacked } from './nginx-welcome.ts'

const DAY_MS = 86_400_000
/** When the package that the icons come from was built; dpkg keeps file times. */
const ICONS_BUILT = Date.UTC(2026, 10, 9, 3, 7, 5)
const LOGO_BUILT = Date.UTC(2026, 10, 12, 8, 58, 41)

/** When a file was made on this machine: some days before it was booted, down to the microsecond. */
export function madeAt(host: Persona, label: string): number {
  const chance = host.derive(`http file ${label}`, 8)
  const days = 4 + (chance.readUInt32BE(0) / 2 ** 32) * 260
  return Math.floor(host.bootTime - days * DAY_MS) + (chance.readUInt16BE(4) % 1000) / 1000
}

/** The folders and files that Debian's Apache serves besides the document root. */
export function apacheExtras(): { files: Map<string, SiteFile>; folders: string[]; forbidden: string[] } {
  const files = new Map<string, SiteFile>()
  for (const [name, data] of Object.entries(apacheIcons)) {
    const modified = name === 'openlogo-75.png' ? LOGO_BUILT : ICONS_BUILT
    files.set(`/icons/${name}`, { body: Buffer.from(data, 'base64'), type: name.endsWith('.png') ? 'image/png' : 'image/gif', modified })
  }
  return { files, folders: ['/icons', '/icons/small'], forbidden: ['/server-status'] }
}

export function defaultSite(product: 'nginx' | 'apache', host: Persona): Site {
  const modified = madeAt(host, 'welcome')
  if (product === 'nginx') {
    const file: SiteFile = {
      body: Buffer.from(nginxWelcome),
      type: 'text/html',
      modified,
      packed: { 1: Buffer.from(nginxWelcomePacked, 'base64') },
    }
    return { files: new Map([['/index.nginx-debian.html', file]]), folders: new Set(['']), forbidden: new Set() }
  }
  const extras = apacheExtras()
  extras.files.set('/index.html', apachePage(host, modified))
  return { files: extras.files, folders: new Set(['', ...extras.folders]), forbidden: new Set(extras.forbidden) }
}

function apachePage(host: Persona, modified: number): SiteFile {
  const file = { type: 'text/html', modified }
  if (host.kind.os.startsWith('debian')) {
    return { ...file, body: Buffer.from(apacheWelcome), packed: { 6: Buffer.from(apacheWelcomePacked, 'base64') } }
  }
  const other = apacheWelcome.replaceAll(/\bDebian(?!\.gz)/g, 'Ubuntu').replace('/icons/openlogo-75.png', '/icons/ubuntu-logo.png')
  return { ...file, body: Buffer.from(other) }
}
