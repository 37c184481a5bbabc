// A long argument on its way: its bytes in blocks, so that nothing is copied twice or kept beside what came.

/** The most bytes of one block. */
export const BLOCK = 64 * 1024

/** Bytes that come in pieces and become one text. */
export class Pieces {
  #blocks: Buffer[] = []
  #filled = 0
  /** Bytes that are there. */
  length = 0
  /** Bytes that the blocks take. */
  room = 0

  /** Bytes that fit the last block. */
  get spare(): number {
    return (this.#blocks.at(-1)?.length ?? 0) - this.#filled
  }

  /** Adds a block of so many bytes; to be called when there is no spare room. */
  grow(bytes: number): void {
    this.#blocks.push(Buffer.allocUnsafeSlow(bytes))
    this.#filled = 0
    this.room += bytes
  }

  /** Copies what fits the last block; gives how much that was. */
  add(bytes: Buffer): number {
    const block = this.#blocks.at(-1)
    const taken = Math.min(this.spare, bytes.length)
    block?.set(bytes.subarray(0, taken), this.#filled)
    this.#filled += taken
    this.length += taken
    return taken
  }

  /** Keeps the first bytes only. */
  shorten(most: number): void {
    const kept = Buffer.from(this.#blocks[0]?.subarray(0, Math.min(most, this.length)) ?? [])
    this.#clear()
    if (kept.length === 0) return
    this.grow(kept.length)
    this.add(kept)
  }

  /** The text of all, which are forgotten. Latin1. */
  take(): string {
    const last = this.#blocks.at(-1)
    const parts = this.#blocks.map((block) => block.toString('latin1', 0, block === last ? this.#filled : block.length))
    this.#clear()
    return parts.join('')
  }

  #clear(): void {
    this.#blocks = []
    this.#filled = 0
    this.length = 0
    this.room = 0
  }
}

/** The beginning of a text, as a text of its own: a slice would keep all of it in memory. */
export function prefixOf(text: string, most: number): string {
  return text.length <= most ? text : Buffer.from(text.slice(0, most), 'latin1').toString('latin1')
}
