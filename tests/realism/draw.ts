// Values drawn at run time from a printed seed: names, numbers, sizes that no recorded answer can know.
import { seededRandom } from '@decnet/services/testing'

export interface Draw {
  readonly seed: string
  /** A lower-case word of `least` to `most` letters. */
  word(least?: number, most?: number): string
  /** A whole number in [least, most]. */
  number(least: number, most: number): number
  pick<T>(values: readonly T[]): T
}

/** A {@link Draw} seeded by REALISM_SEED or by chance; prints its seed so that a failure can be repeated. */
export function drawing(suite: string): Draw {
  const seed = process.env.REALISM_SEED ?? Math.random().toString(36).slice(2, 10)
  console.log(`${suite}: values drawn with REALISM_SEED=${seed}`)
  const random = seededRandom(`${suite} ${seed}`)
  const number = (least: number, most: number) => least + (random(4).readUInt32BE() % (most - least + 1))
  return {
    seed,
    number,
    word: (least = 4, most = 10) => Array.from({ length: number(least, most) }, () => String.fromCharCode(97 + number(0, 25))).join(''),
    pick: (values) => {
      const value = values[number(0, values.length - 1)]
      if (value === undefined) throw new RangeError('nothing to pick from')
      return value
    },
  }
}
