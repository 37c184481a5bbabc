// HTTP: the manifest.
import { z } from 'zod'
import { defineService } from '../service.ts'

export const httpOptions = z.object({
  product: z.enum(['nginx', 'apache']).default('nginx').meta({ title: 'Product' }),
  version: z
    .string()
    .max(32)
    .optional()
    .meta({ title: 'Version', description: 'As the Server header prints it; the persona knows its own' }),
  site: z
    .enum(['default', 'login'])
    .default('default')
    .meta({ title: 'Site', description: 'The distribution’s welcome page, or a sign-in page' }),
})

export const http = defineService({
  name: 'http',
  title: 'Web server',
  listens: [{ transport: 'tcp', port: 80 }],
  options: httpOptions,
  emits: ['client.identified', 'credential.tried', 'file.captured', 'request.made'],
  scope: 'decky',
  load: () => import('./serve.ts'),
})
