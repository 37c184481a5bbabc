// The spool directories of a data directory: which sensors and incarnations there are, and whether one still lives.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** One incarnation of one sensor. */
export interface Spool {
  readonly sensor: string
  /** `<start ms>-<pid>`. */
  readonly incarnation: string
  readonly started: number
  readonly pid: number
  readonly directory: string
  /** `<sensor>.<incarnation>`: safe as a file name. */
  readonly key: string
  /** A later incarnation of the same sensor exists. */
  readonly superseded: boolean
}

const SENSOR = /^[a-z0-9][a-z0-9-]{0,31}$/
const INCARNATION = /^(\d{1,15})-(\d{1,10})$/

async function directories(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

/** All spools under `data`, each sensor's oldest first. Names that no sensor would give are passed over. */
export async function listSpools(data: string): Promise<Spool[]> {
  const root = join(data, 'sensors')
  const found: Spool[] = []
  for (const sensor of (await directories(root)).filter((name) => SENSOR.test(name)).sort()) {
    const home = join(root, sensor, 'spool')
    const incarnations = (await directories(home))
      .map((name) => INCARNATION.exec(name))
      .filter((match) => match !== null)
      .map((match) => ({ incarnation: match[0], started: Number(match[1]), pid: Number(match[2]) }))
      .sort((a, b) => a.started - b.started || a.pid - b.pid)
    for (const [index, entry] of incarnations.entries()) {
      const place = { sensor, directory: join(home, entry.incarnation), key: `${sensor}.${entry.incarnation}` }
      found.push({ ...entry, ...place, superseded: index < incarnations.length - 1 })
    }
  }
  return found
}

/** True while a process of that id exists, whoever owns it. */
export function processAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
