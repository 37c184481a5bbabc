// docs/topics.md: what goes over the bus.
import { findingKinds, patterns, topics } from '@decnet/kernel'
import { GENERATED, table } from './schema-text.ts'

export function topicsDocument(): string {
  const rows = Object.entries(topics).map(([name, build]) => [`\`${pattern(build)}\``, name])
  const findings = Object.entries(findingKinds).map(([topic, kind]) => [`\`${topic}\``, kind.title])
  const asked = Object.entries(patterns).map(([name, pattern]) => [`\`${pattern}\``, name])
  return `${GENERATED}\n# Bus topics\n\nNATS grammar: words joined by dots, \`*\` one word, \`>\` the rest. The topic comes from the transport, never from the payload. The bus only wakes; the store is the truth.\n\n${table(['topic', 'builder'], rows)}\n\nFindings are published on their own topic:\n\n${table(['topic', 'when'], findings)}\n\nPatterns that subscribers use:\n\n${table(['pattern', 'name'], asked)}\n`
}

/** A topic as it is, or what a builder builds with its parameters' names in the places of their values. */
function pattern(topic: string | ((...words: never[]) => string)): string {
  if (typeof topic === 'string') return topic
  const names = (/^\(?([^)=]*)\)?\s*=>/.exec(topic.toString())?.[1] ?? '').split(',').map((name) => `<${name.replace(/:.*/, '').trim()}>`)
  return String(Reflect.apply(topic, undefined, names))
}
