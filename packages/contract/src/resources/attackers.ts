// Attackers: source addresses as observed, and what each did.
import { attacker as attackerModel, attackerProfile, depths } from '@decnet/kernel'
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { artifact } from '../shapes/artifact.ts'
import { credential } from '../shapes/credential.ts'
import { event } from '../shapes/event.ts'
import { session } from '../shapes/session.ts'
import { instant, page, paging, range, uuidParams } from '../shapes.ts'

/** `tempo` and what follows come from the profile analyzer; null until it has looked. */
export const attacker = attackerModel.extend({
  first_seen: instant,
  last_seen: instant,
  last_rotation_at: instant.nullable(),
  tempo: attackerProfile.shape.tempo.nullable(),
  tempo_reason: z.string().nullable(),
  depth: z.enum(depths).nullable(),
  services: z.array(z.string()),
  deckies: z.array(z.string()),
})

export const attackers = {
  list: defineRoute({
    name: 'attackers.list',
    method: 'GET',
    path: '/attackers',
    access: 'viewer',
    summary: 'Attackers, last seen first',
    query: z.object({
      ...paging.shape,
      ...range.shape,
      sort: z.enum(['last_seen', 'first_seen', 'events', 'depth']).default('last_seen'),
      tempo: attackerProfile.shape.tempo.optional(),
      service: z.string().max(64).optional(),
      decky: z.string().max(63).optional(),
      ip: z.string().max(50).optional().meta({ description: 'An address, its beginning, or a network' }),
    }),
    reply: page(attacker),
    errors: ['query.invalid', 'cursor.invalid'],
  }),
  show: defineRoute({
    name: 'attackers.show',
    method: 'GET',
    path: '/attackers/{uuid}',
    access: 'viewer',
    summary: 'One attacker',
    params: uuidParams,
    reply: attacker.extend({ counts: z.record(z.string(), z.number().int()) }),
    errors: ['not_found'],
  }),
  events: defineRoute({
    name: 'attackers.events',
    method: 'GET',
    path: '/attackers/{uuid}/events',
    access: 'viewer',
    summary: 'Everything that an attacker did',
    params: uuidParams,
    query: z.object({ ...paging.shape, ...range.shape, order: z.enum(['newest', 'oldest']).default('oldest') }),
    reply: page(event),
    errors: ['not_found', 'cursor.invalid'],
  }),
  sessions: defineRoute({
    name: 'attackers.sessions',
    method: 'GET',
    path: '/attackers/{uuid}/sessions',
    access: 'viewer',
    summary: 'Sessions of an attacker',
    params: uuidParams,
    query: paging,
    reply: page(session),
    errors: ['not_found', 'cursor.invalid'],
  }),
  commands: defineRoute({
    name: 'attackers.commands',
    method: 'GET',
    path: '/attackers/{uuid}/commands',
    access: 'viewer',
    summary: 'Commands of an attacker',
    params: uuidParams,
    query: paging,
    reply: page(event),
    errors: ['not_found', 'cursor.invalid'],
  }),
  credentials: defineRoute({
    name: 'attackers.credentials',
    method: 'GET',
    path: '/attackers/{uuid}/credentials',
    access: 'viewer',
    summary: 'Credentials that an attacker tried',
    params: uuidParams,
    query: paging,
    reply: page(credential),
    errors: ['not_found', 'cursor.invalid'],
  }),
  artifacts: defineRoute({
    name: 'attackers.artifacts',
    method: 'GET',
    path: '/attackers/{uuid}/artifacts',
    access: 'viewer',
    summary: 'Files captured from an attacker',
    params: uuidParams,
    query: paging,
    reply: page(artifact),
    errors: ['not_found', 'cursor.invalid'],
  }),
} as const
