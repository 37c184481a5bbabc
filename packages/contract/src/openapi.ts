// The OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.0), made from the routes and from nothing else.
import { type ErrorCode, errorCatalogue } from '@decnet/kernel'
import { z } from 'zod'
import { routes } from './catalogue.ts'
import { components, type JsonSchema, jsonSchemaOf } from './openapi-schemas.ts'
import { tokenCookie } from './resources/auth.ts'
import type { Route } from './route.ts'

/** Problems that any route may answer with, by who may call it. */
const always: readonly ErrorCode[] = ['rate.limited', 'internal']
const signedIn: readonly ErrorCode[] = ['auth.required', 'auth.forbidden']

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly security: readonly Record<string, readonly string[]>[]
  readonly parameters: readonly JsonSchema[]
  readonly requestBody?: JsonSchema
  readonly responses: Readonly<Record<string, JsonSchema>>
  /** The weakest role that may call, or `public` or `metrics`. */
  readonly 'x-access': string
}

/** The document; JSON through and through. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly securitySchemes: JsonSchema }
}

/** Makes the document of `version`; the same version gives the same bytes. */
export function openApi(version: string): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of [...routes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const methods = paths[route.path] ?? {}
    methods[route.method.toLowerCase()] = operationOf(route)
    paths[route.path] = methods
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'DECNET',
      version,
      description:
        'Lists page by an opaque cursor. Errors are RFC 9457 problems with a stable `code`. Captured secrets are masked; revealing one is a call of its own.',
    },
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(routes.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: components(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: tokenCookie },
        metrics: { type: 'http', scheme: 'bearer', description: 'The token in the file metrics-token of the data directory' },
      },
    },
  }
}

function tagOf(route: Route): string {
  return route.name.split('.')[0] ?? route.name
}

function operationOf(route: Route): Operation {
  const operation = {
    operationId: route.name,
    summary: route.summary,
    tags: [tagOf(route)],
    security: securityOf(route),
    parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query), ...headersOf(route)],
    responses: responsesOf(route),
    'x-access': route.access,
  }
  if (route.body instanceof z.ZodUndefined) return operation
  return { ...operation, requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(route.body, 'input') } } } }
}

function securityOf(route: Route): Record<string, readonly string[]>[] {
  if (route.access === 'public') return []
  return route.access === 'metrics' ? [{ metrics: [] }] : [{ bearer: [] }, { cookie: [] }]
}

function parametersOf(where: 'path' | 'query', schema: z.ZodObject): JsonSchema[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...json } = jsonSchemaOf(field as z.ZodType, 'input')
    const required = where === 'path' || !(field as z.ZodType).safeParse(undefined).success
    const parameter: JsonSchema = { name, in: where, required, schema: json }
    if (description !== undefined) parameter.description = description
    if (json.type === 'array') Object.assign(parameter, { style: 'form', explode: false })
    return parameter
  })
}

function headersOf(route: Route): JsonSchema[] {
  if (route.kind !== 'stream') return []
  return [
    {
      name: 'Last-Event-ID',
      in: 'header',
      required: false,
      description: 'Where to go on from: the id of the last frame received',
      schema: { type: 'string', pattern: '^[0-9]+\\.[0-9]+$' },
    },
  ]
}

function responsesOf(route: Route): Record<string, JsonSchema> {
  const responses: Record<string, JsonSchema> = { [route.status]: successOf(route) }
  const codes = new Set<ErrorCode>([...route.errors, ...always])
  if (route.access !== 'public') for (const code of signedIn) codes.add(code)
  if (Object.keys(route.query.shape).length > 0) codes.add('query.invalid')
  if (!(route.body instanceof z.ZodUndefined)) codes.add('request.malformed').add('request.invalid')
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of [...codes].sort()) {
    const { status } = errorCatalogue[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  for (const [status, list] of byStatus) {
    responses[status] = {
      description: list.map((code) => `${errorCatalogue[code].title} (\`${code}\`)`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }
  }
  return responses
}

function successOf(route: Route): JsonSchema {
  switch (route.kind) {
    case 'empty':
      return { description: 'Done' }
    case 'stream':
      return {
        description: 'Frames `event`, `finding`, `operation` and `reset`, until the client leaves',
        content: { 'text/event-stream': { schema: { type: 'string' }, 'x-frames': { $ref: '#/components/schemas/StreamFrame' } } },
      }
    case 'download':
      return { description: 'The bytes', content: { 'application/octet-stream': {} } }
    case 'text':
      return { description: route.summary, content: { 'text/plain': { schema: { type: 'string' } } } }
    case 'json':
      return { description: route.summary, content: { 'application/json': { schema: jsonSchemaOf(route.reply, 'output') } } }
  }
}
