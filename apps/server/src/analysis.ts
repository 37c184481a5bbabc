// The analysis role as a process: opens the store, runs every analyzer, ends when asked or when its supervisor is gone.
import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { AnalysisHost } from '@decnet/analysis'
import { openBus } from '@decnet/bus'
import { systemClock } from '@decnet/kernel'
import { openStore } from '@decnet/store'
import { ending, fatal, say } from './life.ts'
import { makeLog } from './log.ts'
import { readLocalSettings, type Settings } from './settings.ts'

async function main(settings: Settings): Promise<void> {
  const log = makeLog('analysis', settings.log_level)
  const ended = ending()
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection went unhandled'))
  await mkdir(settings.data, { recursive: true, mode: 0o700 })
  const store = await openStore({ url: settings.db_url })
  const bus = await openBus(settings.bus_url)
  const holder = `analysis-${hostname()}-${process.pid}-${systemClock.now()}`
  const host = new AnalysisHost({ store, bus, holder })
  await host.start()
  log.info({ holder }, 'analyzers run')
  say({ ready: { role: 'analysis' } })
  const why = await ended
  log.info({ why }, 'stopping')
  await host.stop()
  await bus.close()
  await store.close()
}

try {
  await main(readLocalSettings(process.argv.slice(2), process.env))
  process.exit(0)
} catch (error) {
  process.exit(fatal(error, makeLog('analysis', 'info')))
}
