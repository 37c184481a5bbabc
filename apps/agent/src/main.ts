// The agent process: opens the runtimes, serves the server, and knows the two ways to end.
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { socketPath, systemClock } from '@decnet/kernel'
import { runtimes } from '@decnet/runtimes'
import { Agent } from './agent.ts'
import { openLog } from './log.ts'

const log = openLog()

/** How the agent was told to end: with its deckies (SIGTERM), or leaving them (its supervisor died). */
type Ending = 'stop' | 'leave'

interface Arguments {
  readonly data: string
  readonly sensorBundle: string
  /** End the deckies that an earlier agent left running, and nothing else. */
  readonly stopAll: boolean
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, 'sensor-bundle': { type: 'string' }, 'stop-all': { type: 'boolean' } },
  })
  const { data, 'sensor-bundle': bundle } = values
  if (data === undefined || bundle === undefined) throw new Error('usage: agent --data DIR --sensor-bundle FILE [--stop-all]')
  return { data: resolve(data), sensorBundle: resolve(bundle), stopAll: values['stop-all'] ?? false }
}

/** Resolves when it is time to end. */
function ending(): Promise<Ending> {
  process.on('SIGINT', () => undefined)
  // The supervisor reads these; once it is gone, what is written there is lost and that is all.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return new Promise((done) => {
    process.on('SIGTERM', () => done('stop'))
    for (const event of ['end', 'close', 'error']) process.stdin.on(event, () => done('leave'))
    process.stdin.resume()
  })
}

async function main(): Promise<void> {
  const { data, sensorBundle, stopAll } = readArguments()
  const end = ending()
  const opened = await Promise.all(runtimes.map((entry) => entry.open({ data, sensorBundle, clock: systemClock, log })))
  if (stopAll) {
    await Promise.all(opened.map((runtime) => runtime.stopAll()))
    return
  }
  const agent = new Agent({ runtimes: opened, socket: socketPath(`${data}/run/agent.sock`, tmpdir()), clock: systemClock, log })
  const stop = new AbortController()
  const running = agent.run(stop.signal)
  process.stdout.write(`${JSON.stringify({ ready: { role: 'agent', pid: process.pid, runtimes: opened.map(({ name }) => name) } })}\n`)

  const how = await end
  log.info({ how }, how === 'stop' ? 'stopping all deckies' : 'the supervisor is gone; deckies are left running')
  // The server first: it would order deckies that go down to be started again.
  stop.abort()
  await running
  await Promise.all(opened.map((runtime) => (how === 'stop' ? runtime.stopAll() : runtime.close())))
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log.warn({ err: error }, 'the agent could not go on')
    process.exit(1)
  },
)
