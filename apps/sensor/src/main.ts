// The sensor process: everything loaded, root given up, then orders are taken until it is told to stop.
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '@decnet/kernel'
import { type Drop, defaultLimits, errorText, loadServices, openControl, parseLimits, prepareDrop, Sensor, stderrLog } from '@decnet/sensor'
import { services } from '@decnet/services'
import { surviveStrays } from './strays.ts'

const log = stderrLog
/** Open files that are not connections: listeners, segments, the control socket, the runtime's own. */
const FILES_KEPT = 512

interface Arguments {
  readonly dir: string
  readonly control: string
  readonly user: string
  readonly limits: string
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      control: { type: 'string' },
      user: { type: 'string', default: 'nobody' },
      limits: { type: 'string', default: '{}' },
    },
  })
  const { dir, control, user, limits } = values
  if (dir === undefined || control === undefined) throw new Error('usage: sensor --dir DIR --control PATH [--user nobody] [--limits JSON]')
  return { dir: resolve(dir), control: resolve(control), user, limits }
}

/**
 * Makes the spool and goes there: later the way to it, below a 0700 directory of root, is closed to us, and paths
 * from where we stand are not. The group may read and delete what we write.
 */
function enterSpool(dir: string, incarnation: string, drop: Drop | undefined): void {
  const spool = join(dir, 'spool')
  for (const directory of [spool, join(spool, incarnation)]) {
    mkdirSync(directory, { recursive: true, mode: 0o770 })
    if (!drop) continue
    chownSync(directory, drop.uid, 0)
    chmodSync(directory, 0o2770)
  }
  process.chdir(spool)
}

/** The most files that this process may open (getrlimit(2)); the default bound where the kernel does not say. */
function openFiles(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined ? defaultLimits.connectionsTotal + FILES_KEPT : Number(soft)
  } catch {
    return defaultLimits.connectionsTotal + FILES_KEPT
  }
}

async function main(): Promise<void> {
  const given = readArguments()
  surviveStrays(log)
  process.umask(0o007)
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
  const limits = parseLimits(given.limits)
  const loaded = await loadServices(services)
  const drop = await prepareDrop(given.user, log)
  const incarnation = `${Date.now()}-${process.pid}`
  enterSpool(given.dir, incarnation, drop)
  const sensor = new Sensor({
    spoolRoot: '.',
    incarnation,
    services: loaded,
    clock: systemClock,
    random: randomBytes,
    limits: { ...limits, connectionsTotal: Math.max(1, Math.min(limits.connectionsTotal, openFiles() - FILES_KEPT)) },
    log,
  })
  const dropped = Promise.withResolvers<void>()
  const control = await openControl({
    path: given.control,
    hello: { hello: { pid: process.pid, incarnation } },
    obey: (order) => dropped.promise.then(() => sensor.obey(order)),
  })
  const privileges = drop?.drop()
  log('the sensor is ready', { incarnation, uid: process.getuid?.() ?? -1, low_ports: privileges?.lowPorts === true ? 1 : 0 })
  sensor.start()
  process.on('SIGTERM', () => void sensor.stop())
  dropped.resolve()
  await sensor.ended()
  control.close()
  const { sessions, crashed, undeclared, late, refused, spool } = sensor.stats()
  log('the sensor has stopped', { sessions, crashed, undeclared, late, refused, frames: spool.frames, lost: spool.lost })
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log('the sensor could not start', { error: errorText(error) })
    process.exit(1)
  },
)
