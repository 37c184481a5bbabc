// A schema in a table's cell: short, exact enough to write against.
import { z } from 'zod'

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly items?: JsonSchema | readonly JsonSchema[]
  readonly prefixItems?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly JsonSchema[]
  readonly description?: string
  readonly format?: string
  readonly default?: unknown
}

/** The JSON Schema of a zod schema, as it goes in. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
}

/** `field`, `field?` with its type, one entry per property. */
export function fieldRows(schema: z.ZodType): { name: string; type: string; about: string }[] {
  const object = jsonSchema(schema)
  return Object.entries(object.properties ?? {}).map(([name, property]) => ({
    name: object.required?.includes(name) ? name : `${name}?`,
    type: typeText(property),
    about: property.description ?? '',
  }))
}

function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ')
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ')
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeText).join(', ')}]`
  if (schema.type === 'array')
    return `list of ${schema.items && !Array.isArray(schema.items) ? typeText(schema.items as JsonSchema) : 'any'}`
  if (schema.properties)
    return `{ ${Object.entries(schema.properties)
      .map(([name, property]) => `${name}: ${typeText(property)}`)
      .join(', ')} }`
  return schema.format ?? String(schema.type ?? 'any')
}

/** A Markdown table. Cells must not hold line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`)].join(
    '\n',
  )
}

export const GENERATED = '<!-- Made from the sources by `npm run docs`; do not edit. -->\n'
