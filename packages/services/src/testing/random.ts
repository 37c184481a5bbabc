// Chance for tests: bytes that a seed decides.
import { createHash } from 'node:crypto'

/** A source of bytes that gives the same run for the same seed. */
export function seededRandom(seed: string): (count: number) => Buffer {
  let block = 0
  let pool = Buffer.alloc(0)
  return (count) => {
    const parts: Buffer[] = [pool]
    let have = pool.length
    while (have < count) {
      const more = createHash('sha256').update(`${seed}\n${block++}`).digest()
      parts.push(more)
      have += more.length
    }
    const all = Buffer.concat(parts)
    pool = all.subarray(count)
    return Buffer.from(all.subarray(0, count))
  }
}
