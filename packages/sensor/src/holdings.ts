// What services hold for their peers: one budget per sensor, with a share for each source and each decky.
import type { HeldTotal } from './intake.ts'

/** Asks for room; false when there is none. A negative number gives back. */
export type Hold = (bytes: number) => boolean

/** One holder's view of the budget. */
export interface Account {
  readonly hold: Hold
  /** Gives back all that is still held; nothing more is granted. */
  close(): void
}

/** Part of the budget that is kept for holders that have little, so that nobody is shut out by who came first. */
const RESERVE = 1 / 4

/**
 * A pool of bytes shared by owners (sources or deckies). An owner may hold as much as is still free for all, so one alone
 * gets half of what is shared, and many get equal parts; up to `floor` bytes it may draw on the reserve as well.
 */
export class Holdings {
  readonly #limit: number
  readonly #floor: number
  readonly #total: HeldTotal
  readonly #owners = new Map<string, number>()
  #bytes = 0

  constructor(parts: { readonly limit: number; readonly floor: number; readonly total: HeldTotal }) {
    this.#limit = parts.limit
    this.#floor = parts.floor
    this.#total = parts.total
  }

  /** Bytes that all owners hold. */
  get bytes(): number {
    return this.#bytes
  }

  /** Opens an account of `owner`; several accounts of one owner share its part. */
  open(owner: string): Account {
    let mine = 0
    let open = true
    const move = (bytes: number) => {
      mine += bytes
      this.#move(owner, bytes)
    }
    return {
      hold: (bytes) => {
        if (bytes > 0 && !(open && this.#fits(owner, bytes))) return false
        move(Math.max(bytes, -mine))
        return true
      },
      close: () => {
        open = false
        move(-mine)
      },
    }
  }

  #fits(owner: string, bytes: number): boolean {
    if (this.#total.bytes + bytes > this.#total.limit) return false
    const after = (this.#owners.get(owner) ?? 0) + bytes
    const free = this.#limit - this.#bytes - bytes
    if (after <= this.#floor) return free >= 0
    return after <= free - this.#limit * RESERVE
  }

  #move(owner: string, bytes: number): void {
    if (bytes === 0) return
    this.#bytes += bytes
    this.#total.bytes += bytes
    const held = (this.#owners.get(owner) ?? 0) + bytes
    if (held > 0) this.#owners.set(owner, held)
    else this.#owners.delete(owner)
  }
}
