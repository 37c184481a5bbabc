// Processes by their id, and whether they are still ours: a pid that was used again must never get a signal from us.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Clock } from '@decnet/kernel'

/** What tells one of our sensors from any other process: its bundle and its directory, as they stand on its command line. */
export interface Mark {
  readonly bundle: string
  readonly directory: string
}

const LOOK_EVERY = 25

/** How a process is ended. */
export interface Ending {
  readonly clock: Clock
  /** It was told to stop already. */
  readonly ordered: boolean
  /** How long it may take after the order, and after each signal. Milliseconds. */
  readonly grace: number
}

/** True when `pid` runs and is the sensor of that bundle and directory. */
export async function isOurs(pid: number, mark: Mark): Promise<boolean> {
  const line = await commandLine(pid)
  return line?.includes(mark.bundle) === true && line.includes(mark.directory)
}

/** Ends a process: waits for it to obey an order given before, then SIGTERM, then SIGKILL, each looked up first. True when it is gone. */
export async function endProcess(pid: number, mark: Mark, how: Ending): Promise<boolean> {
  if (how.ordered && (await isGone(pid, mark, how))) return true
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!(await isOurs(pid, mark))) return true
    try {
      process.kill(pid, signal)
    } catch {
      // It ended between the look and the signal.
    }
    if (await isGone(pid, mark, how)) return true
  }
  return false
}

async function isGone(pid: number, mark: Mark, { clock, grace }: Ending): Promise<boolean> {
  const until = clock.now() + grace
  while (await isOurs(pid, mark)) {
    if (clock.now() >= until) return false
    await clock.sleep(LOOK_EVERY)
  }
  return true
}

/** The arguments of a process, or null when there is none; a zombie has none. */
async function commandLine(pid: number): Promise<readonly string[] | null> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text === '' ? null : text.split('\0')
  }
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return stdout.trim() === '' ? null : stdout.trim().split(' ')
}
