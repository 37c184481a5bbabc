// Findings: what analysis concluded and announced.
import { findingTopics, type FindingTopic } from '@decnet/kernel'
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { instant, page, paging, range } from '../shapes.ts'

export const finding = z.object({
  seq: z.number().int(),
  id: z.uuid(),
  analyzer: z.string(),
  topic: z.enum(findingTopics as [FindingTopic, ...FindingTopic[]]),
  title: z.string(),
  subject: z.string(),
  time: instant,
  payload: z.record(z.string(), z.unknown()),
})

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
