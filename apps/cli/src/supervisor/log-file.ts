// A role's log: what the role says on standard error is appended here, and the file is set aside by size so that it never fills a disk.
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const LIMIT_BYTES = 16 * 1024 * 1024
const NEWLINE = 10

export interface LogFileOptions {
  readonly path: string
  /** Told once when writing begins to fail, and again only after it worked meanwhile. */
  onTrouble(detail: string): void
  /** From this size on (bytes) the file becomes `<path>.1`, in place of the one before, at the next end of a line. */
  readonly limit?: number
}

/**
 * A log file. Writes are synchronous on purpose: the supervisor has nothing else to do, a child that says more than the disk takes
 * waits, and nothing piles up in memory.
 */
export class LogFile {
  readonly #options: LogFileOptions
  readonly #limit: number
  #file: number | undefined
  #size = 0
  #betweenLines = true
  #troubled = false

  constructor(options: LogFileOptions) {
    this.#options = options
    this.#limit = options.limit ?? LIMIT_BYTES
  }

  /** Appends; what cannot be written is lost and told, never thrown: a full disk must not take the platform down. */
  append(chunk: Uint8Array): void {
    try {
      this.#append(chunk)
      this.#troubled = false
    } catch (error) {
      this.close()
      if (!this.#troubled) this.#options.onTrouble(error instanceof Error ? error.message : String(error))
      this.#troubled = true
    }
  }

  #append(chunk: Uint8Array): void {
    let rest = chunk
    this.#open()
    if (this.#size >= this.#limit) {
      const end = this.#betweenLines ? 0 : rest.indexOf(NEWLINE) + 1
      // A line that never ends is cut: the limit holds all the same.
      if (end > 0 || this.#betweenLines || this.#size >= 2 * this.#limit) {
        this.#write(rest.subarray(0, end))
        rest = rest.subarray(end)
        this.#setAside()
      }
    }
    this.#write(rest)
  }

  #open(): number {
    if (this.#file !== undefined) return this.#file
    mkdirSync(dirname(this.#options.path), { recursive: true, mode: 0o700 })
    this.#file = openSync(this.#options.path, 'a', 0o600)
    this.#size = fstatSync(this.#file).size
    this.#betweenLines = true
    return this.#file
  }

  #write(bytes: Uint8Array): void {
    const file = this.#open()
    for (let done = 0; done < bytes.length; ) {
      const count = writeSync(file, bytes, done)
      done += count
      this.#size += count
    }
    const last = bytes.at(-1)
    if (last !== undefined) this.#betweenLines = last === NEWLINE
  }

  #setAside(): void {
    this.close()
    renameSync(this.#options.path, `${this.#options.path}.1`)
  }

  /** Lets go of the file; a later append opens it again. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }
}
