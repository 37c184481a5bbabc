// HTTP: the manifest.
import { defineService } from '../service.ts'
import { httpOptions } from './options.ts'

export const http = defineService({
  name: 'http',
  title: 'Web server',
  listens: [{ transport: 'tcp', port: 80 }],
  options: httpOptions,
  emits: ['client.identified', 'credential.tried', 'file.captured', 'request.made'],
  scope: 'decky',
  load: () => import('./serve.ts'),
})
