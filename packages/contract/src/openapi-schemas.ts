// The schemas of the OpenAPI document: shapes that routes share become components, the rest stays in place.
import { errorCatalogue } from '@decnet/kernel'
import { z } from 'zod'
import { analyzer } from './resources/analysis.ts'
import { attacker } from './resources/attackers.ts'
import { auditEntry } from './resources/audit.ts'
import { decky, deckyEntry } from './resources/deckies.ts'
import { healthReport } from './resources/health.ts'
import { archetype, service } from './resources/services.ts'
import { streamFrames } from './resources/stream.ts'
import { artifact } from './shapes/artifact.ts'
import { credential } from './shapes/credential.ts'
import { event } from './shapes/event.ts'
import { finding } from './shapes/finding.ts'
import { operation } from './shapes/operation.ts'
import { session } from './shapes/session.ts'

/** A JSON Schema object (draft 2020-12), or another JSON object of the document. */
export type JsonSchema = Record<string, unknown>

/** What every error answers with (RFC 9457, with our own members `code`, `fields` and `request_id`). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(Object.keys(errorCatalogue) as [string, ...string[]]),
  detail: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })),
  request_id: z.string(),
})

const shared: Readonly<Record<string, z.ZodType>> = {
  Analyzer: analyzer,
  Archetype: archetype,
  Artifact: artifact,
  Attacker: attacker,
  AuditEntry: auditEntry,
  Credential: credential,
  Decky: decky,
  DeckyEntry: deckyEntry,
  Event: event,
  Finding: finding,
  HealthReport: healthReport,
  Operation: operation,
  Problem: problem,
  Service: service,
  Session: session,
}

function sharedRegistry() {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(shared)) registry.add(schema, { id })
  return registry
}

/** The schema of `schema`, as what a caller sends (`input`) or gets (`output`); shared shapes as references. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return clean(convert(schema, io))
}

/** Every shared shape by its name, sorted. */
export function components(): Record<string, JsonSchema> {
  const found: Record<string, JsonSchema> = {}
  for (const [name, schema] of Object.entries(shared)) {
    const json = convert(schema, name === 'DeckyEntry' ? 'input' : 'output')
    const definitions = json.$defs as Record<string, JsonSchema> | undefined
    found[name] = clean(definitions?.[name] ?? json)
  }
  found.StreamFrame = {
    type: 'object',
    description: 'The JSON of a frame’s `data:`, by the name in its `event:`',
    properties: Object.fromEntries(Object.entries(streamFrames).map(([name, frame]) => [name, jsonSchemaOf(frame, 'output')])),
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, {
    io,
    metadata: sharedRegistry(),
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const description = z.globalRegistry.get(zodSchema)?.description
      if (description !== undefined) jsonSchema.description = description
      // A format says it better than its pattern, and a reply may gain members without breaking anyone.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
}

/** Points references at the document's components and drops what only a free-standing schema needs. */
function clean(json: JsonSchema): JsonSchema {
  return rewrite(json) as JsonSchema
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite)
  if (typeof value !== 'object' || value === null) return value
  const result: JsonSchema = {}
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$schema' || key === '$defs' || key === 'id' || key === '$id') {
      // A property may be called `id`: only the schema's own name, a string, is dropped.
      if (key !== 'id' || typeof inner === 'string') continue
    }
    if (key === '$ref' && typeof inner === 'string') result[key] = inner.replace('#/$defs/', '#/components/schemas/')
    else result[key] = rewrite(inner)
  }
  return result
}
