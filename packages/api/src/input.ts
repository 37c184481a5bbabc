// What a caller sends, parsed at the border by the route's own schemas; everything behind it is typed.
import { type FieldError, Problem } from '@decnet/kernel'
import type { Route } from '@decnet/contract'
import { z } from 'zod'

/** The raw parts of a request. */
export interface RawInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/** The parsed parts of a request. */
export interface ParsedInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/** A parser for `route`; made once, since a strict query schema costs more than a request. */
export function inputParser(route: Route): (raw: RawInput) => ParsedInput {
  const query = route.query.strict()
  const takesBody = !(route.body instanceof z.ZodUndefined)
  return (raw) => ({
    params: parseParams(route, raw.params),
    query: parseQuery(query, raw.query),
    body: takesBody ? parseBody(route.body, raw.body) : refuseBody(raw.body),
  })
}

/** A name or id that cannot be one names nothing: 404, as for one that is not there. */
function parseParams(route: Route, raw: unknown): unknown {
  const parsed = route.params.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new Problem('not_found', 'Nothing has such a name or id', { fields: fieldsOf(parsed.error) })
}

function parseQuery(schema: z.ZodType, raw: unknown): unknown {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const fields = fieldsOf(parsed.error)
  const names = [...new Set(fields.map((field) => field.path.slice(1)))].join(', ')
  throw new Problem('query.invalid', `Cannot be read: ${names}`, { fields })
}

function parseBody(schema: z.ZodType, raw: unknown): unknown {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const fields = fieldsOf(parsed.error)
  // An issue at the root that is about the type: not the object that the route takes at all.
  const wrongType = parsed.error.issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type')
  if (wrongType)
    throw new Problem('request.malformed', raw === undefined ? 'A JSON body is missing' : 'The body is of the wrong type', { fields })
  throw new Problem('request.invalid', fields[0] ? `${fields[0].path || '/'}: ${fields[0].message}` : 'The body breaks a rule', { fields })
}

function refuseBody(raw: unknown): undefined {
  const empty = raw === undefined || raw === null || (typeof raw === 'object' && Object.keys(raw).length === 0)
  if (!empty) throw new Problem('request.malformed', 'This route takes no body')
  return undefined
}

/** The issues as field errors: JSON pointers (RFC 6901) and sentences. An unknown key is pointed at itself. */
function fieldsOf(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: pointer(issue.path), message: issue.message }]
    return issue.keys.map((key) => ({ path: pointer([...issue.path, key]), message: 'is not known here' }))
  })
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
