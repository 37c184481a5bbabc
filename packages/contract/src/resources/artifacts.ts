// Artifacts: captured files, by their sha256.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { artifact } from '../shapes/artifact.ts'
import { page, paging, range } from '../shapes.ts'

const shaParams = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })

export const artifacts = {
  list: defineRoute({
    name: 'artifacts.list',
    method: 'GET',
    path: '/artifacts',
    access: 'viewer',
    summary: 'Captured files, last seen first',
    query: z.object({ ...paging.shape, ...range.shape }),
    reply: page(artifact),
    errors: ['query.invalid', 'cursor.invalid'],
  }),
  show: defineRoute({
    name: 'artifacts.show',
    method: 'GET',
    path: '/artifacts/{sha256}',
    access: 'viewer',
    summary: 'One captured file, without its bytes',
    params: shaParams,
    reply: artifact,
    errors: ['not_found'],
  }),
  content: defineRoute({
    name: 'artifacts.content',
    method: 'GET',
    path: '/artifacts/{sha256}/content',
    access: 'analyst',
    summary: 'The bytes, as an attachment; written to the audit log',
    params: shaParams,
    kind: 'download',
    errors: ['not_found'],
  }),
} as const
