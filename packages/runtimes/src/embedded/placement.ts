// Which decky is in which sensor: kept on disk, so that the next agent finds them again. No secret is in it.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Deckies that share one sensor process at most. */
const DECKIES_PER_SENSOR = 64

/** One sensor as remembered: its last process, and the revision of each decky that it was told last. */
export interface Placed {
  readonly pid: number | null
  readonly deckies: ReadonlyMap<string, number>
}

interface Entry {
  pid: number | null
  readonly deckies: Map<string, number>
}

interface Stored {
  readonly sensors: Readonly<Record<string, { readonly pid: number | null; readonly deckies: Readonly<Record<string, number>> }>>
}

/** The placement of one data directory. */
export class Placement {
  readonly #path: string
  readonly #sensors = new Map<number, Entry>()
  readonly #bySensor = new Map<string, number>()
  #writing: Promise<void> | null = null
  #next: Promise<void> | null = null

  private constructor(directory: string) {
    this.#path = join(directory, 'placement.json')
  }

  /** Reads it; a missing or broken file is an empty placement. */
  static async load(directory: string): Promise<Placement> {
    const placement = new Placement(directory)
    const text = await readFile(placement.#path, 'utf8').catch(() => '')
    for (const [n, { pid, deckies }] of Object.entries(parseStored(text).sensors)) {
      placement.#sensors.set(Number(n), { pid, deckies: new Map(Object.entries(deckies)) })
      for (const id of Object.keys(deckies)) placement.#bySensor.set(id, Number(n))
    }
    return placement
  }

  /** All sensors by number. */
  get sensors(): ReadonlyMap<number, Placed> {
    return this.#sensors
  }

  /** The sensor that a decky is in. */
  sensorOf(deckyId: string): number | undefined {
    return this.#bySensor.get(deckyId)
  }

  /** Puts a decky into its sensor, or the first with room; the revision is what that sensor is about to be told. */
  put(deckyId: string, revision: number): number {
    const n = this.#bySensor.get(deckyId) ?? this.#roomy()
    this.#entry(n).deckies.set(deckyId, revision)
    this.#bySensor.set(deckyId, n)
    return n
  }

  /** Takes a decky out. */
  take(deckyId: string): void {
    const n = this.#bySensor.get(deckyId)
    if (n !== undefined) this.#sensors.get(n)?.deckies.delete(deckyId)
    this.#bySensor.delete(deckyId)
  }

  /** Remembers a sensor's process. */
  setPid(n: number, pid: number | null): void {
    this.#entry(n).pid = pid
  }

  /** Resolves when everything up to now is on disk. Many calls at once share a write. */
  save(): Promise<void> {
    this.#next ??= this.#after(this.#writing)
    return this.#next
  }

  async #after(before: Promise<void> | null): Promise<void> {
    await before?.catch(() => undefined)
    this.#writing = this.#next
    this.#next = null
    const temporary = `${this.#path}.new`
    await writeFile(temporary, JSON.stringify(this.#stored()), { mode: 0o600 })
    await rename(temporary, this.#path)
  }

  #stored(): Stored {
    const sensors = [...this.#sensors].map(([n, { pid, deckies }]) => [n, { pid, deckies: Object.fromEntries(deckies) }] as const)
    return { sensors: Object.fromEntries(sensors) }
  }

  #entry(n: number): Entry {
    const entry = this.#sensors.get(n) ?? { pid: null, deckies: new Map() }
    this.#sensors.set(n, entry)
    return entry
  }

  #roomy(): number {
    for (let n = 1; ; n++) if ((this.#sensors.get(n)?.deckies.size ?? 0) < DECKIES_PER_SENSOR) return n
  }
}

function parseStored(text: string): Stored {
  try {
    const value: unknown = JSON.parse(text)
    if (isStored(value)) return value
  } catch {
    // An empty or cut file: the sensors are found by their directories.
  }
  return { sensors: {} }
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null || !('sensors' in value)) return false
  const { sensors } = value
  if (typeof sensors !== 'object' || sensors === null) return false
  return Object.entries(sensors).every(([n, entry]: [string, unknown]) => /^[1-9][0-9]{0,5}$/.test(n) && isEntry(entry))
}

function isEntry(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null || !('pid' in entry) || !('deckies' in entry)) return false
  const { pid, deckies } = entry
  if (pid !== null && !Number.isSafeInteger(pid)) return false
  return typeof deckies === 'object' && deckies !== null && Object.values(deckies).every((revision) => Number.isSafeInteger(revision))
}
