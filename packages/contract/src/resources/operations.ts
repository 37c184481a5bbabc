// Operations: long work, with its steps.
import { operation as operationModel, operationStep } from '@decnet/kernel'
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { idParams, instant, page, paging } from '../shapes.ts'

export const operation = operationModel
  .omit({ input: true })
  .extend({ steps: z.array(operationStep.extend({ updated: instant })), created: instant, updated: instant })

export const operations = {
  list: defineRoute({
    name: 'operations.list',
    method: 'GET',
    path: '/operations',
    access: 'viewer',
    summary: 'Operations, newest first',
    query: paging,
    reply: page(operation),
    errors: ['cursor.invalid'],
  }),
  show: defineRoute({
    name: 'operations.show',
    method: 'GET',
    path: '/operations/{id}',
    access: 'viewer',
    summary: 'One operation',
    params: idParams,
    reply: operation,
    errors: ['not_found'],
  }),
} as const
