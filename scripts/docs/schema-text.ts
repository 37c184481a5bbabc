// A schema in a table's cell: short, exact enough to write against.
import { z } from 'zod'

const shape = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  description: z.string().optional(),
  format: z.string().optional(),
})

/** `field`, `field?` with its type, one entry per property. */
export function fieldRows(schema: z.ZodType): { name: string; type: string; about: string }[] {
  const object = shape.parse(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))
  return Object.entries(object.properties ?? {}).map(([name, property]) => ({
    name: object.required?.includes(name) ? name : `${name}?`,
    type: typeText(property),
    about: shape.parse(property).description ?? '',
  }))
}

function typeText(property: unknown): string {
  const schema = shape.parse(property)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ')
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ')
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeText).join(', ')}]`
  if (schema.type === 'array') return `list of ${schema.items ? typeText(schema.items) : 'any'}`
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, field]) => `${name}: ${typeText(field)}`)
    return `{ ${fields.join(', ')} }`
  }
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
