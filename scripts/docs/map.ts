// docs/map.md: one noun, one name, every floor.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GENERATED, table } from './schema-text.ts'

const FLOORS = [
  { title: 'kernel', folder: 'packages/kernel/src/model' },
  { title: 'store', folder: 'packages/store/src/repos' },
  { title: 'ingest', folder: 'packages/ingest/src/projections' },
  { title: 'contract', folder: 'packages/contract/src/resources' },
  { title: 'api', folder: 'packages/api/src/resources' },
  { title: 'web', folder: 'apps/web/src/features' },
  { title: 'cli', folder: 'apps/cli/src/commands' },
] as const

export function mapDocument(root: string): string {
  const held = FLOORS.map((floor) => ({ ...floor, nouns: nounsIn(join(root, floor.folder)) }))
  const nouns = [...new Set(held.flatMap((floor) => [...floor.nouns]))].sort()
  const rows = nouns.map((noun) => [noun, ...held.map((floor) => (floor.nouns.has(noun) ? '×' : ''))])
  return `${GENERATED}\n# Map: noun by floor\n\n${table(['noun', ...held.map((floor) => `${floor.title}`)], rows)}\n\nWhere: ${FLOORS.map((floor) => `${floor.title} \`${floor.folder}\``).join(', ')}.\n`
}

function nounsIn(folder: string): Set<string> {
  if (!existsSync(folder)) return new Set()
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? entry.name : entry.name.replace(/\.ts$/, ''),
  )
  return new Set(names.filter((name) => !name.endsWith('.test') && !['catalogue', 'index'].includes(name)))
}
