// docs/topics.md: what goes over the bus. Read from the doc comments beside each builder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findingKinds, patterns, topics } from '@decnet/kernel'
import { GENERATED, table } from './schema-text.ts'

export function topicsDocument(root: string): string {
  const source = readFileSync(join(root, 'packages/kernel/src/topics.ts'), 'utf8')
  const rows = [...source.matchAll(/^ {2}(\w+): \([^)]*\) => (?:`([^`]+)`|topic)/gm)]
    .filter((match) => match[2] !== undefined)
    .map((match) => [`\`${(match[2] ?? '').replace(/\$\{(\w+)\}/g, '<$1>')}\``, match[1] ?? ''])
  if (rows.length + 1 !== Object.keys(topics).length) throw new Error('topics.ts has builders that this document does not understand')
  const findings = Object.entries(findingKinds).map(([topic, kind]) => [`\`${topic}\``, kind.title])
  const asked = Object.entries(patterns).map(([name, pattern]) => [`\`${pattern}\``, name])
  return `${GENERATED}\n# Bus topics\n\nNATS grammar: words joined by dots, \`*\` one word, \`>\` the rest. The topic comes from the transport, never from the payload. The bus only wakes; the store is the truth.\n\n${table(['topic', 'builder'], rows)}\n\nFindings are published on their own topic:\n\n${table(['topic', 'when'], findings)}\n\nPatterns that subscribers use:\n\n${table(['pattern', 'name'], asked)}\n`
}
