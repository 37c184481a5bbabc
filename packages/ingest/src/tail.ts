// Reads one incarnation's spool segments from a position on, line by line, in memory that does not grow with them.
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_FRAME_BYTES } from '@decnet/kernel'

/** Where a spool was read to: everything before it is dealt with. `offset` is in bytes and stands at the start of a line. */
export interface Position {
  readonly segment: number
  readonly offset: number
}

/** What takes the lines, each with where it begins: whole ones without their newline, and what is none. `bytes` is only valid during the call. */
export interface LineSink {
  line(bytes: Buffer, at: Position): void
  /** A line that is longer than a frame may be, once its end was found; its beginning. */
  long(beginning: Buffer, at: Position): void
  /** Bytes after which no newline came or will come. */
  torn(bytes: Buffer, at: Position): void
}

export interface ReadLimits {
  readonly lines: number
  /** True when the writer is gone for good: then an unfinished last line is torn. */
  readonly ended: boolean
}

const CHUNK_BYTES = 256 * 1024
const SEGMENT = /^(\d{8})\.ndjson$/

/** The file name of a segment. */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(8, '0')}.ndjson`
}

/** The numbers of the segments that lie in `directory`, ascending; none when it is gone. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .map((name) => SEGMENT.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b)
}

/** One reader of one incarnation. Tails share a buffer: read one at a time. */
export class Tail {
  readonly directory: string
  readonly #buffer: Buffer
  #position: Position
  #file: FileHandle | null = null
  /** Beginning of a line that is too long, while its end is looked for at `#scanned`. */
  #long: Buffer | null = null
  #scanned = 0

  constructor(directory: string, position: Position, buffer: Buffer = Buffer.allocUnsafe(CHUNK_BYTES)) {
    this.directory = directory
    this.#position = position
    this.#buffer = buffer
  }

  get position(): Position {
    return this.#position
  }

  /** Reads on, at most about `limits.lines` lines; true when nothing more lies there now. */
  async read(limits: ReadLimits, sink: LineSink): Promise<boolean> {
    let lines = 0
    while (lines < limits.lines) {
      if (this.#file === null && !(await this.#openNext())) return true
      const taken = await this.#chunk(limits.lines - lines, sink)
      lines += taken.lines
      if (!taken.end) continue
      const next = (await listSegments(this.directory)).find((segment) => segment > this.#position.segment)
      // The writer may have finished this segment between the read and the listing: read once more before leaving it.
      if (next !== undefined) {
        const last = await this.#chunk(limits.lines, sink)
        lines += last.lines
        if (!last.end) continue
      }
      if (next === undefined && !limits.ended) return true
      await this.#tear(sink)
      if (next === undefined) return true
      await this.#leave({ segment: next, offset: 0 })
    }
    return false
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = null
  }

  /** Opens the segment at the position, or the first after it when that is gone. */
  async #openNext(): Promise<boolean> {
    const segment = (await listSegments(this.directory)).find((number) => number >= this.#position.segment)
    if (segment === undefined) return false
    if (segment !== this.#position.segment) this.#position = { segment, offset: 0 }
    this.#file = await open(join(this.directory, segmentName(segment)), 'r')
    return true
  }

  async #leave(to: Position): Promise<void> {
    await this.close()
    this.#position = to
    this.#long = null
    this.#scanned = 0
  }

  async #chunk(limit: number, sink: LineSink): Promise<{ lines: number; end: boolean }> {
    if (this.#file === null) return { lines: 0, end: true }
    const from = this.#long === null ? this.#position.offset : this.#scanned
    const { bytesRead } = await this.#file.read(this.#buffer, 0, this.#buffer.length, from)
    const bytes = this.#buffer.subarray(0, bytesRead)
    let lines = 0
    let start = 0
    while (lines < limit) {
      const newline = bytes.indexOf(0x0a, start)
      if (newline < 0) return { lines, end: this.#rest(bytes, start) }
      if (this.#long !== null) sink.long(this.#long, this.#position)
      else sink.line(bytes.subarray(start, newline), this.#position)
      this.#long = null
      lines++
      start = newline + 1
      this.#position = { segment: this.#position.segment, offset: from + start }
    }
    return { lines, end: false }
  }

  /** Deals with bytes that have no newline yet; true when the file has no more for now. */
  #rest(bytes: Buffer, start: number): boolean {
    const size = bytes.length - start
    if (this.#long !== null) this.#scanned += size
    else if (size >= MAX_FRAME_BYTES) {
      this.#long = Buffer.from(bytes.subarray(start, start + MAX_FRAME_BYTES))
      this.#scanned = this.#position.offset + size
    }
    return bytes.length < this.#buffer.length
  }

  async #tear(sink: LineSink): Promise<void> {
    if (this.#long !== null) {
      sink.long(this.#long, this.#position)
      this.#position = { segment: this.#position.segment, offset: this.#scanned }
      this.#long = null
      return
    }
    if (this.#file === null) return
    const { bytesRead } = await this.#file.read(this.#buffer, 0, MAX_FRAME_BYTES, this.#position.offset)
    if (bytesRead === 0) return
    sink.torn(this.#buffer.subarray(0, bytesRead), this.#position)
    this.#position = { segment: this.#position.segment, offset: this.#position.offset + bytesRead }
  }
}
