// The part file of a capture: records of a chunk number, a length and the bytes, so that a restart knows what it has.
import { open } from 'node:fs/promises'

const HEADER = 8
const BLOCK = 256 * 1024

export interface CaptureRecord {
  readonly n: number
  readonly bytes: Buffer
  /** Offset behind the record in its file. */
  readonly end: number
}

/** One record: chunk number and length, each 32 bits big-endian, then the bytes. */
export function recordOf(n: number, bytes: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(HEADER + bytes.length)
  record.writeUInt32BE(n >>> 0, 0)
  record.writeUInt32BE(bytes.length, 4)
  record.set(bytes, HEADER)
  return record
}

/** The whole records at the beginning of a file; none when it does not exist. A half one at the end is left out. */
export async function* readRecords(path: string): AsyncGenerator<CaptureRecord> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (file === null) return
  try {
    let rest: Buffer = Buffer.alloc(0)
    let end = 0
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(BLOCK), 0, BLOCK)
      if (bytesRead === 0) return
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
      for (let length = nextLength(rest); length !== null; length = nextLength(rest)) {
        end += HEADER + length
        yield { n: rest.readUInt32BE(0), bytes: rest.subarray(HEADER, HEADER + length), end }
        rest = rest.subarray(HEADER + length)
      }
    }
  } finally {
    await file.close()
  }
}

function nextLength(bytes: Buffer): number | null {
  if (bytes.length < HEADER) return null
  const length = bytes.readUInt32BE(4)
  return bytes.length < HEADER + length ? null : length
}
