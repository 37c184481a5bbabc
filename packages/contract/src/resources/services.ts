// Services and archetypes: what a decky can be made of.
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { nameParams } from '../shapes.ts'

export const service = z.object({
  name: z.string(),
  title: z.string(),
  scope: z.enum(['decky', 'fleet']),
  listens: z.array(z.object({ transport: z.string(), port: z.number().int() })),
  emits: z.array(z.string()),
})
export const archetype = z.object({ name: z.string(), title: z.string(), os: z.array(z.string()), services: z.array(z.string()) })

export const services = {
  list: defineRoute({
    name: 'services.list',
    method: 'GET',
    path: '/services',
    access: 'viewer',
    summary: 'Every service',
    reply: z.object({ items: z.array(service), next: z.null() }),
  }),
  schema: defineRoute({
    name: 'services.schema',
    method: 'GET',
    path: '/topologies/services/{name}/schema',
    access: 'viewer',
    summary: 'A service’s options as JSON Schema; draws a form',
    params: nameParams,
    reply: z.record(z.string(), z.unknown()),
    errors: ['not_found'],
  }),
  archetypes: defineRoute({
    name: 'archetypes.list',
    method: 'GET',
    path: '/archetypes',
    access: 'viewer',
    summary: 'Every archetype',
    reply: z.object({ items: z.array(archetype), next: z.null() }),
  }),
} as const
