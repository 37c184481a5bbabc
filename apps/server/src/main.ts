// The server role as a process: settings in, one ready message out, until it is asked to end or its supervisor is gone.
import { ending, fatal, say } from './life.ts'
import { makeLog } from './log.ts'
import { startServer } from './server.ts'
import { readSettings, type Settings } from './settings.ts'

async function main(settings: Settings): Promise<void> {
  const log = makeLog('server', settings.log_level)
  const ended = ending()
  for (const warning of settings.warnings) log.warn(warning)
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection went unhandled'))
  const server = await startServer(settings, log)
  server.ready.then(
    (message) => message && say(message),
    (error: unknown) => log.error({ err: error }, 'the ready message could not be made'),
  )
  const why = await ended
  log.info({ why }, 'stopping')
  await server.stop()
}

try {
  await main(readSettings(process.argv.slice(2), process.env))
  process.exit(0)
} catch (error) {
  process.exit(fatal(error, makeLog('server', 'info')))
}
