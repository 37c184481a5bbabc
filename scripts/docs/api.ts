// docs/api.md: every route.
import { resources } from '@decnet/contract'
import { errorCatalogue } from '@decnet/kernel'
import { fieldRows, GENERATED, table } from './schema-text.ts'

export function apiDocument(): string {
  const sections = Object.entries(resources).map(([noun, group]) => {
    const rows = Object.values(group).map((route) => {
      const query = fieldRows(route.query)
        .map((field) => field.name)
        .join(' ')
      return [`\`${route.method} ${route.path}\``, route.access, String(route.status), route.summary, query]
    })
    return `## ${noun}\n\n${table(['route', 'who', 'status', 'what', 'query'], rows)}\n`
  })
  const errors = table(
    ['code', 'status', 'title'],
    Object.entries(errorCatalogue).map(([code, error]) => [`\`${code}\``, String(error.status), error.title]),
  )
  return `${GENERATED}\n# REST interface\n\nBelow \`/api/v1\`. The whole of it as OpenAPI 3.1: \`/api/v1/openapi.json\`; for people: \`/docs\`.\n\n${sections.join('\n')}\n## Errors\n\n\`application/problem+json\` (RFC 9457) with a stable \`code\`, the failing \`fields\` and a \`request_id\`.\n\n${errors}\n`
}
