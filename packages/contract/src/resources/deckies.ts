// Deckies and the fleet file they come from.
import { deckyName, deckyStates } from '@decnet/kernel'
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { operation } from '../shapes/operation.ts'
import { instant, nameParams, page, paging } from '../shapes.ts'

const deckyServiceState = z.object({
  name: z.string(),
  state: z.enum(['pending', 'open', 'failed']),
  error: z.string().nullable(),
  listens: z.array(z.object({ transport: z.string(), port: z.number().int(), bound_port: z.number().int().nullable() })),
  /** The first port bound, or null while none is. */
  port: z.number().int().nullable(),
})

export const decky = z.object({
  id: z.uuid(),
  name: deckyName,
  address: z.string(),
  runtime: z.enum(['embedded', 'docker']),
  archetype: z.string().nullable(),
  topology_id: z.uuid().nullable(),
  persona: z.object({ os: z.string(), hostname: z.string() }),
  state: z.enum(deckyStates),
  detail: z.string(),
  revision: z.number().int(),
  running_revision: z.number().int().nullable(),
  services: z.array(deckyServiceState),
  created: instant,
  updated: instant,
})

/** One decky of a fleet file. Options of services are checked against each service's own schema. */
export const deckyEntry = z.strictObject({
  name: deckyName,
  archetype: z.string().max(64).optional(),
  os: z.string().max(64).optional(),
  hostname: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$/)
    .optional(),
  count: z.number().int().min(1).max(1000).optional(),
  services: z.record(z.string().max(64), z.record(z.string(), z.unknown()).nullable()).optional(),
  address: z.union([z.ipv4(), z.ipv6()]).optional(),
  ports: z.record(z.string(), z.number().int().min(1).max(65535)).optional(),
  tarpit: z
    .strictObject({
      ports: z.array(z.number().int().min(1).max(65535)).min(1),
      delay_ms: z.number().int().min(1).max(60_000),
      sources: z.array(z.string()).optional(),
    })
    .optional(),
})

const change = z.object({
  action: z.enum(['add', 'change', 'remove', 'keep']),
  decky: z.string(),
  address: z.string(),
  detail: z.array(z.string()),
})
const plan = z.object({ changes: z.array(change), warnings: z.array(z.string()) })

export const deckies = {
  list: defineRoute({
    name: 'deckies.list',
    method: 'GET',
    path: '/deckies',
    access: 'viewer',
    summary: 'Deckies, by name',
    query: z.object({ ...paging.shape, limit: z.coerce.number().int().min(1).max(1000).default(1000) }),
    reply: page(decky),
    errors: ['cursor.invalid'],
  }),
  show: defineRoute({
    name: 'deckies.show',
    method: 'GET',
    path: '/deckies/{name}',
    access: 'viewer',
    summary: 'One decky',
    params: nameParams,
    reply: decky,
    errors: ['not_found'],
  }),
  add: defineRoute({
    name: 'deckies.add',
    method: 'POST',
    path: '/deckies',
    access: 'admin',
    summary: 'Add a decky',
    body: deckyEntry.omit({ count: true }),
    reply: operation,
    status: 202,
    errors: ['fleet.invalid', 'conflict'],
  }),
  remove: defineRoute({
    name: 'deckies.remove',
    method: 'DELETE',
    path: '/deckies/{name}',
    access: 'admin',
    summary: 'Take a decky down; its evidence stays',
    params: nameParams,
    reply: operation,
    status: 202,
    errors: ['not_found'],
  }),
  export: defineRoute({
    name: 'fleet.export',
    method: 'GET',
    path: '/fleet',
    // Options of services may hold passwords in clear: a file to apply again is of no use without them.
    access: 'admin',
    summary: 'The fleet as a fleet file',
    reply: z.object({ name: z.string(), runtime: z.string(), deckies: z.array(deckyEntry) }),
  }),
  plan: defineRoute({
    name: 'fleet.plan',
    method: 'POST',
    path: '/fleet/plan',
    access: 'admin',
    summary: 'What applying a fleet file would change; changes nothing',
    body: z.strictObject({ yaml: z.string().max(1_000_000) }),
    reply: plan,
    errors: ['fleet.invalid'],
  }),
  apply: defineRoute({
    name: 'fleet.apply',
    method: 'POST',
    path: '/fleet/apply',
    access: 'admin',
    summary: 'Make the fleet what the file says',
    body: z.strictObject({ yaml: z.string().max(1_000_000) }),
    reply: operation,
    status: 202,
    errors: ['fleet.invalid', 'conflict'],
  }),
} as const
