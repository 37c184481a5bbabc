// docs/events.md and docs/findings.md: the two catalogues.
import { eventKinds, findingKinds } from '@decnet/kernel'
import { services } from '@decnet/services/catalogue'
import { fieldRows, GENERATED, table } from './schema-text.ts'

export function eventsDocument(): string {
  const sections = Object.values(eventKinds).map((kind) => {
    const emitters = services
      .filter((service) => (service.emits as readonly string[]).includes(kind.kind))
      .map((service) => `\`${service.name}\``)
    const by = emitters.length > 0 ? `the services ${emitters.join(', ')}` : 'the sensor'
    const rows = fieldRows(kind.facts).map((field) => [`\`${field.name}\``, field.type])
    return `## ${kind.kind}\n\n${kind.title}. Tied to a ${kind.about}; emitted by ${by}.\n\n${table(['fact', 'type'], rows)}\n`
  })
  return `${GENERATED}\n# Events\n\nEvery event carries the envelope (id, time, decky, service, session, peer) around the facts of its kind. Text is printable: bytes outside ASCII stand as \`\\xNN\`; where that loses anything, a \`_b64\` fact holds the bytes.\n\n${sections.join('\n')}`
}

export function findingsDocument(): string {
  const sections = Object.entries(findingKinds).map(([topic, kind]) => {
    const rows = fieldRows(kind.payload).map((field) => [`\`${field.name}\``, field.type])
    return `## ${topic}\n\n${kind.title}.\n\n${table(['field', 'type'], rows)}\n`
  })
  return `${GENERATED}\n# Findings\n\nWhat analysis concludes and announces. Rows with a deterministic id: a replay adds nothing twice.\n\n${sections.join('\n')}`
}
