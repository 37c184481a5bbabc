// For tests of parsers: many inputs from one seed, and a report that says which of them broke what.
import { Mutator } from './mutations.ts'

/** What to feed a parser. */
export interface FuzzPlan {
  /** The parser's name; it also changes which inputs are made of a seed. */
  readonly name: string
  /** How many inputs; see {@link fuzzRuns}. */
  readonly runs: number
  readonly corpus: readonly Uint8Array[]
  readonly dictionary?: readonly Uint8Array[]
  /** The longest input, in bytes; 4096 unless given. */
  readonly maxLength?: number
  /** Unless given: that of DECNET_FUZZ_SEED, or one drawn for this process. */
  readonly seed?: number
}

interface Surroundings {
  readonly process?: { readonly env: Readonly<Record<string, string | undefined>> }
}

// The kernel knows no process; where there is one, its environment counts.
const setting = (name: string) => (globalThis as Surroundings).process?.env[name]

/** How many inputs a test takes: DECNET_FUZZ_RUNS (a soak's) or the slice that every run can afford. */
export function fuzzRuns(slice: number): number {
  return Number(setting('DECNET_FUZZ_RUNS') ?? slice)
}

/** The time that so many inputs may take, in milliseconds, before the test counts as stuck. */
export function fuzzTimeout(runs: number): number {
  return 60_000 + runs * 5
}

let drawn: number | undefined

/** The seed of this process; said once, so that whoever reads the log can repeat the run. */
function processSeed(): number {
  if (drawn !== undefined) return drawn
  const given = setting('DECNET_FUZZ_SEED')
  drawn = given === undefined ? (globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) : Number(given)
  console.log(`fuzz seed ${drawn} (set DECNET_FUZZ_SEED=${drawn} to repeat it)`)
  return drawn
}

/** FNV-1a over the name's characters. */
function hash(name: string): number {
  let sum = 0x811c9dc5
  for (let at = 0; at < name.length; at++) sum = Math.imul(sum ^ name.charCodeAt(at), 0x01000193)
  return sum >>> 0
}

/** Inputs between two looks at the event loop, so that a runner that waits for signs of life gets some. */
const STRETCH = 10_000

/**
 * Gives `check` one input after another with its number, random or a broken sample of the corpus. What else a check
 * chooses, it chooses by that number, so that a seed repeats it. Rejects with the parser's name,
 * the seed, the input's number and its bytes in hex as soon as `check` throws.
 */
export async function fuzz(plan: FuzzPlan, check: (input: Uint8Array, number: number) => void | Promise<void>): Promise<void> {
  const seed = plan.seed ?? processSeed()
  const material = { corpus: plan.corpus, dictionary: plan.dictionary ?? [], maxLength: plan.maxLength ?? 4096 }
  const mutator = new Mutator(material, seed ^ hash(plan.name))
  const slowest = { ms: 0, number: 0 }
  const begun = performance.now()
  for (let number = 0; number < plan.runs; number++) {
    const input = mutator.input(number)
    const start = performance.now()
    try {
      const waiting = check(input, number)
      if (waiting) await waiting
    } catch (cause) {
      throw new Error(`${plan.name} failed on input ${number} of seed ${seed}, ${toHex(input)}: ${String(cause)}`, { cause })
    }
    const ms = performance.now() - start
    if (ms > slowest.ms) Object.assign(slowest, { ms, number })
    if (number % STRETCH === STRETCH - 1) await new Promise((resolve) => setTimeout(resolve, 0))
  }
  if (setting('DECNET_FUZZ_RUNS') === undefined) return
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`fuzz ${plan.name}: ${plan.runs} inputs in ${seconds} s, the slowest ${slowest.ms.toFixed(1)} ms (number ${slowest.number})`)
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') || '(empty)'
}

/** Texts as bytes, a character each: how corpora and dictionaries are written down. */
export function samples(...texts: readonly string[]): Uint8Array[] {
  return texts.map((text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0)))
}

/** The way to say what always holds: cheap enough for a million inputs. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`does not hold: ${what}`)
}
