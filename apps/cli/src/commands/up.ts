// decnet up
import { resolve } from 'node:path'
import { type PlatformOptions, runPlatform } from '../supervisor/up.ts'
import type { Verb } from '../verb.ts'

export const up: Verb = {
  name: 'up',
  register(program) {
    program
      .command('up')
      .description('run the platform: server, dashboard, analysis, agent and the fleet; Ctrl-C stops it')
      .option('-f, --fleet <file>', 'fleet file to apply')
      .option('-d, --data <dir>', 'data directory', process.env.DECNET_DATA || './data')
      .option('-l, --listen <host:port>', 'where the dashboard listens', process.env.DECNET_LISTEN || '127.0.0.1:8080')
      .option('--tls-cert <file>', 'serve the dashboard over TLS with this certificate')
      .option('--tls-key <file>', 'its key')
      .option('--behind-proxy <proxies>', 'addresses of trusted proxies, comma-separated')
      .action(async (options: PlatformOptions) => {
        process.exitCode = await runPlatform({ ...options, data: resolve(options.data) })
      })
  },
}
