// Sessions: one connection each, from accept to close.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { event } from '../shapes/event.ts'
import { session } from '../shapes/session.ts'
import { idParams, page, paging, range } from '../shapes.ts'

export const sessions = {
  list: defineRoute({
    name: 'sessions.list',
    method: 'GET',
    path: '/sessions',
    access: 'viewer',
    summary: 'Sessions, newest first',
    query: z.object({
      ...paging.shape,
      ...range.shape,
      decky: z.string().max(63).optional(),
      service: z.string().max(64).optional(),
      attacker: z.uuid().optional(),
      open: z.stringbool().optional(),
    }),
    reply: page(session),
    errors: ['query.invalid', 'cursor.invalid'],
  }),
  show: defineRoute({
    name: 'sessions.show',
    method: 'GET',
    path: '/sessions/{id}',
    access: 'viewer',
    summary: 'One session',
    params: idParams,
    reply: session,
    errors: ['not_found'],
  }),
  events: defineRoute({
    name: 'sessions.events',
    method: 'GET',
    path: '/sessions/{id}/events',
    access: 'viewer',
    summary: 'Everything in a session, in order',
    params: idParams,
    query: paging,
    reply: page(event),
    errors: ['not_found', 'cursor.invalid'],
  }),
  commands: defineRoute({
    name: 'sessions.commands',
    method: 'GET',
    path: '/sessions/{id}/commands',
    access: 'viewer',
    summary: 'Commands of a session, in order',
    params: idParams,
    query: paging,
    reply: page(event),
    errors: ['not_found', 'cursor.invalid'],
  }),
} as const
