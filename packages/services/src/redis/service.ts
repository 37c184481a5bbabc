// Redis: the manifest.
import { z } from 'zod'
import { defineService } from '../service.ts'

export const redisOptions = z.object({
  version: z.string().max(32).optional().meta({ title: 'Version', description: 'As INFO prints it; the persona knows its own' }),
  password: z.string().max(256).optional().meta({ title: 'Password', description: 'requirepass; without it anyone may act', secret: true }),
})

export const redis = defineService({
  name: 'redis',
  title: 'Redis',
  listens: [{ transport: 'tcp', port: 6379 }],
  options: redisOptions,
  emits: ['client.identified', 'command.ran', 'credential.tried', 'file.captured', 'file.requested'],
  scope: 'decky',
  load: () => import('./serve.ts'),
})
