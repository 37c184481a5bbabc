// The server role as a process: settings in, one ready message out, until it is asked to end or its supervisor is gone.
import { Problem } from '@decnet/kernel'
import { ending, say } from './life.ts'
import { makeLog } from './log.ts'
import { startServer } from './server.ts'
import { readSettings, type Settings } from './settings.ts'

/** Codes that starting again would not mend. */
const FATAL: ReadonlySet<string> = new Set(['config.invalid', 'fleet.invalid'])

async function main(settings: Settings): Promise<void> {
  const log = makeLog('server', settings.log_level)
  const ended = ending()
  for (const warning of settings.warnings) log.warn(warning)
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection went unhandled'))
  const server = await startServer(settings, log)
  server.ready.then(say, (error: unknown) => log.error({ err: error }, 'the ready message could not be made'))
  const why = await ended
  log.info({ why }, 'stopping')
  await server.stop()
}

try {
  await main(readSettings(process.argv.slice(2), process.env))
  process.exit(0)
} catch (error) {
  if (error instanceof Problem && FATAL.has(error.code)) {
    say({ fatal: error.message })
    process.exit(2)
  }
  makeLog('server', 'info').fatal({ err: error }, 'the server could not start')
  process.exit(1)
}
