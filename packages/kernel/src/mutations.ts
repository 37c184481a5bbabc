// Inputs for fuzz tests: random bytes, and samples broken in the ways that break parsers. A seed and a number decide each.

/** What inputs are made of. */
export interface Material {
  /** Well-formed inputs to break. May be empty: then all is random. */
  readonly corpus: readonly Uint8Array[]
  /** Words of the format, put in at random places. */
  readonly dictionary: readonly Uint8Array[]
  /** The longest input, in bytes. */
  readonly maxLength: number
}

/** The mulberry32 generator: unsigned 32-bit numbers, the same for the same seed. Not for secrets. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

const NOTHING = new Uint8Array(0)

/** Makes inputs; `next` gives what seed and number say, each in bytes of its own. */
export class Mutator {
  readonly #material: Material
  readonly #seed: number
  // Two stages to write from one into the other; an input is copied out when it is done.
  #from: Uint8Array
  #to: Uint8Array
  #length = 0
  #random: () => number = mulberry32(0)

  constructor(material: Material, seed: number) {
    this.#material = material
    this.#seed = seed
    this.#from = new Uint8Array(material.maxLength)
    this.#to = new Uint8Array(material.maxLength)
  }

  /** Input number `number`. */
  input(number: number): Uint8Array {
    this.#random = mulberry32(this.#seed + Math.imul(number, 0x9e3779b1))
    this.#length = 0
    const sample = this.#pick(this.#material.corpus)
    if (sample.length === 0 || this.#below(8) === 0) this.#noise()
    else {
      this.#splice(0, 0, sample)
      for (let count = 1 + this.#below(8); count > 0; count--) this.#mutate()
    }
    return this.#from.slice(0, this.#length)
  }

  #below(bound: number): number {
    return this.#random() % bound
  }

  #pick(list: readonly Uint8Array[]): Uint8Array {
    return list[this.#below(Math.max(1, list.length))] ?? NOTHING
  }

  /** Short as a rule: long ones find little and cost much. */
  #size(): number {
    const { maxLength } = this.#material
    return this.#below(32) === 0 ? 1 + this.#below(maxLength) : 1 + this.#below(Math.min(48, maxLength))
  }

  #noise(): void {
    this.#length = this.#size()
    for (let at = 0; at < this.#length; at++) this.#from[at] = this.#random() >>> 24
  }

  #mutate(): void {
    const at = this.#below(this.#length + 1)
    const size = Math.min(this.#size(), this.#length - at)
    switch (this.#below(9)) {
      case 0:
        if (at < this.#length) this.#from[at] = (this.#from[at] ?? 0) ^ (1 << this.#below(8))
        break
      case 1:
        this.#splice(at, 0, Uint8Array.of(this.#random() >>> 24))
        break
      case 2:
        this.#splice(at, size, NOTHING)
        break
      case 3:
        this.#splice(at, 0, this.#from.slice(at, at + size))
        break
      case 4:
        this.#splice(at, this.#length - at, this.#tail())
        break
      case 5:
      case 6:
        this.#splice(at, 0, this.#pick(this.#material.dictionary))
        break
      case 7:
        this.#splice(at, 0, new Uint8Array(this.#size()).fill(this.#from[at] ?? this.#random() >>> 24))
        break
      default:
        if (this.#below(4) === 0) this.#length = at
        else if (at < this.#length) this.#from[at] = this.#random() >>> 24
    }
  }

  /** The end of some sample, for the end of this one. */
  #tail(): Uint8Array {
    const other = this.#pick(this.#material.corpus)
    return other.subarray(this.#below(other.length + 1))
  }

  /** Puts `middle` in the place of `gone` bytes at `at`; what goes over the bound falls off. */
  #splice(at: number, gone: number, middle: Uint8Array): void {
    const { maxLength } = this.#material
    const [from, to] = [this.#from, this.#to]
    to.set(from.subarray(0, at))
    const put = middle.subarray(0, maxLength - at)
    to.set(put, at)
    const tail = from.subarray(at + gone, Math.min(this.#length, at + gone + maxLength - at - put.length))
    to.set(tail, at + put.length)
    this.#length = at + put.length + tail.length
    this.#from = to
    this.#to = from
  }
}
