// Chunked bodies (RFC 9112 section 7.1), read as strictly or as leniently as each product reads them.

/** What a product lets pass. */
export interface ChunkRules {
  /** A bare LF ends a line. */
  readonly bareLf: boolean
  /** The largest size that is not "too large", as a power of 16. */
  readonly maxDigits: number
  /** Complains at the first wrong byte, not when its line ends. */
  readonly eager: boolean
  /** Extensions hold no control characters, and trailers are headers. */
  readonly strict: boolean
}

/** `data` may be empty; the last three end the reading. */
export type ChunkStep =
  | { readonly kind: 'data'; readonly data: Buffer }
  | { readonly kind: 'done'; readonly rest: Buffer }
  | { readonly kind: 'bad' }
  | { readonly kind: 'large' }
  | { readonly kind: 'trailer' }

const MAX_LINE = 8192
const STRICT_SIZE = /^[0-9a-fA-F]*[ \t]*(?:;[^\0-\x08\x0a-\x1f\x7f]*)?$/
const LOOSE_SIZE = /^[0-9a-fA-F]*(?:[ \t;].*)?$/s
const TRAILER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:|^[ \t]/

/** A decoder that is fed bytes; holds at most one line of framing. */
export class ChunkReader {
  readonly #rules: ChunkRules
  #state: 'size' | 'data' | 'after' | 'trailer' | 'over' = 'size'
  #left = 0
  #held: Buffer = Buffer.alloc(0)

  constructor(rules: ChunkRules) {
    this.#rules = rules
  }

  /** All steps that these bytes allow; the last is the state of things. */
  push(bytes: Buffer): ChunkStep[] {
    const steps: ChunkStep[] = []
    let at = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    this.#held = Buffer.alloc(0)
    while (this.#state !== 'over') {
      if (this.#state === 'data') {
        const part = at.subarray(0, this.#left)
        at = at.subarray(part.length)
        this.#left -= part.length
        if (part.length > 0) steps.push({ kind: 'data', data: part })
        if (this.#left > 0) return steps
        this.#state = 'after'
        continue
      }
      const fault = this.#framing(at)
      if (fault) {
        this.#state = 'over'
        return [...steps, { kind: fault }]
      }
      const end = at.indexOf(10)
      if (end < 0) {
        this.#held = Buffer.from(at)
        return steps
      }
      const line = at.subarray(0, end)
      at = at.subarray(end + 1)
      this.#line(line.at(-1) === 13 ? line.subarray(0, -1) : line)
    }
    steps.push({ kind: 'done', rest: at })
    return steps
  }

  /** What is wrong with the start of this line, even before it has ended. */
  #framing(at: Buffer): 'bad' | 'large' | 'trailer' | undefined {
    const end = at.indexOf(10)
    if (end < 0 && !this.#rules.eager && at.length <= MAX_LINE) return undefined
    const line = (end < 0 ? at : at.subarray(0, end)).toString('latin1')
    const bare = line.replace(/\r$/, '')
    // Who complains at the first wrong byte has seen too many digits before anything that is wrong behind them.
    if (this.#rules.eager && this.#state === 'size' && this.#tooLarge(bare)) return 'large'
    if (end >= 0 && bare.length === line.length && !this.#rules.bareLf) return 'bad'
    if (bare.length > MAX_LINE || (end >= 0 && bare.includes('\r'))) return 'bad'
    if (this.#state === 'after') return bare === '' ? undefined : 'bad'
    if (this.#state === 'trailer') return this.#rules.strict && end >= 0 && bare !== '' && !TRAILER.test(bare) ? 'trailer' : undefined
    if (!/^[0-9a-fA-F]/.test(bare) && (bare.length > 0 || end >= 0)) return 'bad'
    if (this.#tooLarge(bare)) return 'large'
    return (this.#rules.strict ? STRICT_SIZE : LOOSE_SIZE).test(bare) ? undefined : 'bad'
  }

  #tooLarge(line: string): boolean {
    const digits = /^[0-9a-fA-F]*/.exec(line)?.[0] ?? ''
    return digits.replace(/^0+/, '').length > this.#rules.maxDigits
  }

  #line(line: Buffer): void {
    if (this.#state === 'after') this.#state = 'size'
    else if (this.#state === 'trailer') {
      if (line.length === 0) this.#state = 'over'
    } else {
      this.#left = Number.parseInt(line.toString('latin1'), 16)
      this.#state = this.#left === 0 ? 'trailer' : 'data'
    }
  }
}
