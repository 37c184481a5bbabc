// Findings: what analysis concluded and announced.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { finding } from '../shapes/finding.ts'
import { page, paging, range } from '../shapes.ts'

export const findings = {
  list: defineRoute({
    name: 'findings.list',
    method: 'GET',
    path: '/findings',
    access: 'viewer',
    summary: 'Findings, newest first',
    query: z.object({ ...paging.shape, ...range.shape, topic: z.string().max(64).optional(), subject: z.string().max(128).optional() }),
    reply: page(finding),
    errors: ['query.invalid', 'cursor.invalid'],
  }),
} as const
