// The audit log: every change, reveal and download.
import { auditEntry as auditModel } from '@decnet/kernel'
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { instant, page, paging } from '../shapes.ts'

export const auditEntry = auditModel.extend({ time: instant })

export const audit = {
  list: defineRoute({
    name: 'audit.list',
    method: 'GET',
    path: '/audit',
    access: 'admin',
    summary: 'The audit log, newest first',
    query: z.object({ ...paging.shape, user: z.string().max(128).optional() }),
    reply: page(auditEntry),
    errors: ['cursor.invalid'],
  }),
} as const
