// Operations: long work, with its steps.
import { defineRoute } from '../route.ts'
import { operation } from '../shapes/operation.ts'
import { idParams, page, paging } from '../shapes.ts'

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
