// Starts a sensor process that outlives us: its own process group, its own log, nothing of our environment.
import { spawn } from 'node:child_process'
import { lstat, mkdir, open, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Problem } from '@decnet/kernel'

const MAX_LOG = 8 * 1024 * 1024

/** Bounds of the heap: without them a busy sensor's young generation grows to four times what it needs. */
const MEMORY = ['--max-semi-space-size=2', '--max-old-space-size=128']

/** What a sensor is started with. Paths are absolute. */
export interface Launch {
  readonly bundle: string
  readonly directory: string
  readonly control: string
  /** The user that a sensor started as root becomes. */
  readonly user: string
}

/** A started process. */
export interface Launched {
  readonly pid: number
  /** Resolves with how it ended, in words. */
  readonly ended: Promise<string>
}

/** Starts a sensor. Throws when the system cannot start a process. */
export async function launchSensor(launch: Launch): Promise<Launched> {
  const log = await openLog(join(launch.directory, 'sensor.log'))
  try {
    const child = spawn(process.execPath, argumentsOf(launch), {
      cwd: launch.directory,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      // Nothing of ours: a sensor holds no secret, and no variable of an operator changes what a decky looks like.
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', TZ: 'UTC' },
    })
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`))
      child.once('exit', (code, signal) => resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`))
    })
    child.unref()
    if (child.pid === undefined) throw new Problem('internal', `The sensor ${await ended}`)
    return { pid: child.pid, ended }
  } finally {
    await log.close()
  }
}

function argumentsOf({ bundle, directory, control, user }: Launch): string[] {
  const asUser = process.getuid?.() === 0 ? ['--user', user] : []
  return [...MEMORY, bundle, '--dir', directory, '--control', control, ...asUser]
}

/** Makes a directory that only this user enters, and refuses one that somebody else made: in /tmp anyone may. */
export async function ownDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const found = await lstat(directory)
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Problem('conflict', `${directory} does not belong to this user`)
  }
}

/** Makes the directories that a sensor needs. */
export async function prepareDirectories({ directory, control }: Launch): Promise<void> {
  await ownDirectory(directory)
  await ownDirectory(dirname(control))
}

async function openLog(path: string) {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > MAX_LOG) await rename(path, `${path}.1`)
  return await open(path, 'a', 0o600)
}
