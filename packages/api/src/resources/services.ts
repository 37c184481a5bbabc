// What a decky can be made of: services with their options, and archetypes.
import type { resources } from '@decnet/contract'
import { archetypes, findService, services as catalogue } from '@decnet/services/catalogue'
import { z } from 'zod'
import type { Handlers } from '../handler.ts'
import { missing } from '../missing.ts'

export const services: Handlers<typeof resources.services> = {
  list: () =>
    Promise.resolve({
      items: catalogue.map(({ name, title, scope, listens, emits }) => ({ name, title, scope, listens: [...listens], emits: [...emits] })),
      next: null,
    }),
  schema: ({ params }) => {
    const service = findService(params.name) ?? missing('service')
    return Promise.resolve({ ...z.toJSONSchema(service.options, { io: 'input' }) })
  },
  archetypes: () =>
    Promise.resolve({
      items: archetypes.map(({ name, title, os, services: own }) => ({ name, title, os: [...os], services: Object.keys(own) })),
      next: null,
    }),
}
