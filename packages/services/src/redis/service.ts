// Redis: the manifest.
import { defineService } from '../service.ts'
import { redisOptions } from './options.ts'

export const redis = defineService({
  name: 'redis',
  title: 'Redis',
  listens: [{ transport: 'tcp', port: 6379 }],
  options: redisOptions,
  emits: ['client.identified', 'command.ran', 'credential.tried', 'file.captured', 'file.requested'],
  scope: 'decky',
  load: () => import('./serve.ts'),
})
