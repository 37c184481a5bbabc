// Captured files: numbered chunks kept in a part file until their seal comes, then checked and moved to where they are named by their sum.
import { createHash } from 'node:crypto'
import { appendFile, mkdir, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { Frame } from '@decnet/kernel'
import { readRecords, recordOf } from './capture-records.ts'
import type { PoisonReason } from './read-frame.ts'

type Chunk = Extract<Frame, { frame: 'chunk' }>
type Seal = Extract<Frame, { frame: 'sealed' }>

export interface CaptureLimits {
  /** Most bytes of one capture. */
  readonly bytes: number
  /** Most unsealed captures at a time; the oldest is given up for a new one. */
  readonly open: number
}

const defaultCaptureLimits: CaptureLimits = { bytes: 64 * 1024 * 1024, open: 512 }

/** What became of a chunk or a seal; `stored` is the sum under which the bytes now lie. */
export type CaptureOutcome = { readonly stored?: string; readonly refused?: PoisonReason; readonly detail?: string }

interface Part {
  next: number
  size: number
  /** Set once it was refused: what follows of it is passed over in silence. */
  dead: boolean
  pending: Buffer[]
  /** Bytes of whole records in the part file. */
  written: number
}

const TAKEN: CaptureOutcome = {}
const FLUSH_RECORDS = 64

/** Where the bytes of an artifact lie under the artifacts directory. */
export function artifactPath(directory: string, sha256: string): string {
  return join(directory, sha256.slice(0, 2), sha256)
}

/** Assembles the captures of all spools. Give it frames in the order of their spool; `flush` before the position is committed. */
export class Captures {
  readonly #directory: string
  readonly #parts: string
  readonly #limits: CaptureLimits
  readonly #open = new Map<string, Part>()
  /** Part files of sealed captures: they may go once the seal's position is committed. */
  #spent: string[] = []

  constructor(directory: string, limits: CaptureLimits = defaultCaptureLimits) {
    this.#directory = directory
    this.#parts = join(directory, 'partial')
    this.#limits = limits
  }

  async chunk(spool: string, frame: Chunk): Promise<CaptureOutcome> {
    const key = `${spool}.${frame.capture}`
    const part = await this.#part(key)
    // What was written before a restart is read again after it.
    if (part.dead || frame.n < part.next) return TAKEN
    if (frame.n > part.next)
      return this.#giveUp(key, part, { refused: 'capture out of sequence', detail: `chunk ${frame.n} after ${part.next}` })
    const bytes = Buffer.from(frame.data, 'base64')
    if (part.size + bytes.length > this.#limits.bytes) {
      return this.#giveUp(key, part, { refused: 'capture too large', detail: `more than ${this.#limits.bytes} bytes` })
    }
    part.pending.push(recordOf(frame.n, bytes))
    part.next++
    part.size += bytes.length
    if (part.pending.length >= FLUSH_RECORDS) await this.#write(key, part)
    return TAKEN
  }

  async sealed(spool: string, frame: Seal): Promise<CaptureOutcome> {
    const key = `${spool}.${frame.capture}`
    const part = await this.#part(key)
    if (part.dead) {
      this.#open.delete(key)
      return TAKEN
    }
    await this.#write(key, part)
    if (part.next !== frame.chunks || part.size !== frame.size) {
      if (part.next === 0 && (await this.has(frame))) return this.#finish(key, frame.sha256)
      const detail = `sealed with ${frame.chunks} chunks, ${frame.size} bytes; have ${part.next}, ${part.size}`
      return this.#giveUp(key, part, { refused: 'capture out of sequence', detail })
    }
    if (!(await this.#place(key, frame.sha256))) {
      return this.#giveUp(key, part, { refused: 'capture fails its sum', detail: frame.sha256 })
    }
    return this.#finish(key, frame.sha256)
  }

  /** True when the bytes of that sum and size lie in their place. */
  async has({ sha256, size }: { readonly sha256: string; readonly size: number }): Promise<boolean> {
    const found = await stat(artifactPath(this.#directory, sha256)).catch(() => null)
    return found?.size === size
  }

  /** Writes what is held in memory, so that the position after it may be committed. */
  async flush(): Promise<void> {
    for (const [key, part] of this.#open) if (part.pending.length > 0) await this.#write(key, part)
  }

  /** After a commit: part files of what was sealed before it are no longer needed. */
  async committed(): Promise<void> {
    for (const key of this.#spent.splice(0)) await rm(this.#file(key), { force: true })
  }

  /** Forgets what a spool left unsealed. */
  async endSpool(spool: string): Promise<void> {
    for (const key of [...this.#open.keys()]) if (key.startsWith(`${spool}.`)) this.#open.delete(key)
    const names = await readdir(this.#parts).catch(() => [])
    for (const name of names) if (name.startsWith(`${spool}.`)) await rm(join(this.#parts, name), { force: true })
  }

  #file(key: string): string {
    return join(this.#parts, key)
  }

  async #part(key: string): Promise<Part> {
    const known = this.#open.get(key)
    if (known !== undefined) return known
    const oldest = this.#open.keys().next()
    if (this.#open.size >= this.#limits.open && !oldest.done) {
      this.#open.delete(oldest.value)
      await rm(this.#file(oldest.value), { force: true })
    }
    const part: Part = { next: 0, size: 0, dead: false, pending: [], written: 0 }
    for await (const record of readRecords(this.#file(key))) {
      part.next = record.n + 1
      part.size += record.bytes.length
      part.written = record.end
    }
    // A record that a killed process left half written is written again.
    if (part.next > 0) await truncate(this.#file(key), part.written)
    else await rm(this.#file(key), { force: true })
    this.#open.set(key, part)
    return part
  }

  async #write(key: string, part: Part): Promise<void> {
    if (part.pending.length === 0) return
    await mkdir(this.#parts, { recursive: true, mode: 0o700 })
    const bytes = Buffer.concat(part.pending)
    try {
      await appendFile(this.#file(key), bytes, { mode: 0o600 })
    } catch (error) {
      // A full disk may have taken half of it; what is tried again must not follow that half.
      await truncate(this.#file(key), part.written).catch(() => undefined)
      throw error
    }
    part.written += bytes.length
    part.pending = []
  }

  /** Copies the part file's bytes to their place when they have the sum that the seal says. */
  async #place(key: string, sha256: string): Promise<boolean> {
    await mkdir(join(this.#directory, sha256.slice(0, 2)), { recursive: true, mode: 0o700 })
    await mkdir(this.#parts, { recursive: true, mode: 0o700 })
    const whole = `${this.#file(key)}.whole`
    const hash = createHash('sha256')
    const file = await open(whole, 'w', 0o600)
    try {
      for await (const { bytes } of readRecords(this.#file(key))) {
        hash.update(bytes)
        await file.write(bytes)
      }
    } finally {
      await file.close()
    }
    const right = hash.digest('hex') === sha256
    if (right) await rename(whole, artifactPath(this.#directory, sha256))
    else await rm(whole, { force: true })
    return right
  }

  #finish(key: string, sha256: string): CaptureOutcome {
    this.#open.delete(key)
    this.#spent.push(key)
    return { stored: sha256 }
  }

  async #giveUp(key: string, part: Part, outcome: CaptureOutcome): Promise<CaptureOutcome> {
    part.dead = true
    part.pending = []
    await rm(this.#file(key), { force: true })
    return outcome
  }
}
