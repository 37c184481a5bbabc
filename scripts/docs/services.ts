// docs/services.md: services, archetypes and personas.
import { archetypes, personaKinds, services } from '@decnet/services/catalogue'
import { fieldRows, GENERATED, table } from './schema-text.ts'

export function servicesDocument(): string {
  const sections = services.map((service) => {
    const options = fieldRows(service.options).map((field) => [`\`${field.name}\``, field.type, field.about])
    const ports = service.listens.map((listen) => `${listen.transport}/${listen.port}`).join(', ')
    return `## ${service.name}\n\n${service.title}, on ${ports}. Emits ${service.emits.map((kind) => `\`${kind}\``).join(', ')}.\n\n${table(['option', 'type', 'about'], options)}\n`
  })
  const kinds = table(
    ['archetype', 'title', 'personas', 'services'],
    archetypes.map((one) => [`\`${one.name}\``, one.title, one.os.join(', '), Object.keys(one.services).join(', ')]),
  )
  const personas = table(
    ['persona', 'title', 'software'],
    personaKinds.map((one) => [
      `\`${one.os}\``,
      one.title,
      Object.entries(one.software)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ]),
  )
  return `${GENERATED}\n# Services, archetypes and personas\n\n${sections.join('\n')}\n## Archetypes\n\n${kinds}\n\n## Personas\n\n${personas}\n`
}
