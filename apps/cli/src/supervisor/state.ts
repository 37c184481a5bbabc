// What a running supervisor leaves in its data directory, so that `down` and a second `up` find it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The supervisor of a data directory. */
export interface RunningPlatform {
  readonly pid: number
}

function statePath(data: string): string {
  return join(data, 'run', 'up.json')
}

export function writeState(data: string, state: RunningPlatform): void {
  mkdirSync(join(data, 'run'), { recursive: true, mode: 0o700 })
  writeFileSync(statePath(data), `${JSON.stringify(state)}\n`, { mode: 0o600 })
}

export function clearState(data: string): void {
  rmSync(statePath(data), { force: true })
}

/** The supervisor that runs this data directory, if one lives. A recycled pid is told by its command line where the system shows one. */
export function readState(data: string): RunningPlatform | null {
  let pid: unknown
  try {
    const state: unknown = JSON.parse(readFileSync(statePath(data), 'utf8'))
    pid = typeof state === 'object' && state !== null && 'pid' in state ? state.pid : undefined
  } catch {
    // No file: nothing runs here.
    return null
  }
  return typeof pid === 'number' && isAlive(pid) ? { pid } : null
}

/** True while the process lives and, where /proc tells, is a `decnet up`. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words.includes('up') && words.some((word) => word.endsWith('cli/src/main.ts'))
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT' && process.platform === 'linux')
  }
}
