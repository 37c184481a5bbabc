// Lua patterns (reference manual section 5.4.1): matching with captures, under a bound of steps.

const SPECIALS = /[\^$*+?.([%-]/
/** Letters looked at in one search; a plain `.*` over the longest string stays below. */
const STEPS_MAX = 2_000_000
/** Nesting of items that may have to be tried again, as in later versions of Lua. */
const DEPTH_MAX = 200
const CAPTURES_MAX = 32

const REPEATS: ReadonlySet<string> = new Set('?*+-')

interface Capture {
  readonly start: number
  /** -1 while open, -2 for a position capture. */
  length: number
}

export interface Found {
  readonly start: number
  readonly end: number
  /** Text, or a position (from 1). */
  readonly captures: readonly (string | number)[]
}

/** A fault of the pattern itself, in Lua's words. */
export class PatternFault extends Error {}

export function isPlainPattern(pattern: string): boolean {
  return !SPECIALS.test(pattern)
}

/** The first match from `from` (from 0) on, or undefined. `spend` hears how many letters were looked at, whatever came of it; beyond `most` the search is given up. */
export function findPattern(
  text: string,
  pattern: string,
  { from, spend, most = STEPS_MAX }: { readonly from: number; readonly spend?: (steps: number) => void; readonly most?: number },
): Found | undefined {
  const anchored = pattern.startsWith('^')
  const matcher = new Matcher(text, pattern, Math.min(most, STEPS_MAX))
  try {
    for (let start = from; start <= text.length; start++) {
      const end = matcher.match(start, anchored ? 1 : 0)
      if (end >= 0) return { start, end, captures: matcher.captured() }
      if (anchored) return undefined
      matcher.reset()
    }
    return undefined
  } finally {
    spend?.(matcher.steps)
  }
}

class Matcher {
  readonly #text: string
  readonly #pattern: string
  #captures: Capture[] = []
  readonly #most: number
  #depth = 0
  steps = 0

  constructor(text: string, pattern: string, most: number) {
    this.#text = text
    this.#pattern = pattern
    this.#most = most
  }

  reset(): void {
    this.#captures = []
  }

  captured(): (string | number)[] {
    return this.#captures.map((capture) => {
      if (capture.length === -1) throw new PatternFault('unfinished capture')
      return capture.length === -2 ? capture.start + 1 : this.#text.slice(capture.start, capture.start + capture.length)
    })
  }

  #spend(count: number): void {
    this.steps += count
    if (this.steps > this.#most) throw new PatternFault('pattern too complex')
  }

  /** Where the match of the pattern from `p` at `s` ends, or -1. */
  match(s: number, p: number): number {
    if (++this.#depth > DEPTH_MAX) throw new PatternFault('pattern too complex')
    const end = this.#plain(s, p)
    this.#depth--
    return end
  }

  /** Goes along items that fit or do not; only what may be tried again nests. */
  #plain(from: number, fromItem: number): number {
    const pattern = this.#pattern
    let [s, p] = [from, fromItem]
    for (;;) {
      this.#spend(1)
      if (p >= pattern.length) return s
      const letter = pattern[p]
      if (letter === '(') return pattern[p + 1] === ')' ? this.#open(s, p + 2, -2) : this.#open(s, p + 1, -1)
      if (letter === ')') return this.#close(s, p + 1)
      if (letter === '$' && p + 1 === pattern.length) return s === this.#text.length ? s : -1
      if (letter === '%' && pattern[p + 1] === 'b') return this.#balanced(s, p + 2)
      if (letter === '%' && /\d/.test(pattern[p + 1] ?? '')) return this.#back(s, p)
      const end = this.#classEnd(p)
      if (REPEATS.has(pattern[end] ?? '')) return this.#repeated(s, p, end)
      if (s >= this.#text.length || !this.#fits(s, p, end)) return -1
      s++
      p = end
    }
  }

  #repeated(s: number, p: number, end: number): number {
    const suffix = this.#pattern[end]
    if (suffix === '-') return this.#lazy(s, p, end)
    const fits = s < this.#text.length && this.#fits(s, p, end)
    if (suffix === '?') {
      const after = fits ? this.match(s + 1, end + 1) : -1
      return after >= 0 ? after : this.match(s, end + 1)
    }
    return suffix === '+' && !fits ? -1 : this.#greedy(s, p, end)
  }

  #greedy(s: number, p: number, end: number): number {
    let count = 0
    while (s + count < this.#text.length && this.#fits(s + count, p, end)) count++
    for (const least = this.#pattern[end] === '+' ? 1 : 0; count >= least; count--) {
      const after = this.match(s + count, end + 1)
      if (after >= 0) return after
    }
    return -1
  }

  #lazy(s: number, p: number, end: number): number {
    for (let at = s; ; at++) {
      const after = this.match(at, end + 1)
      if (after >= 0) return after
      if (at >= this.#text.length || !this.#fits(at, p, end)) return -1
    }
  }

  #open(s: number, p: number, length: number): number {
    if (this.#captures.length >= CAPTURES_MAX) throw new PatternFault('too many captures')
    this.#captures.push({ start: s, length })
    const end = this.match(s, p)
    if (end < 0) this.#captures.pop()
    return end
  }

  #close(s: number, p: number): number {
    const capture = this.#captures.findLast((candidate) => candidate.length === -1)
    if (!capture) throw new PatternFault('invalid pattern capture')
    capture.length = s - capture.start
    const end = this.match(s, p)
    if (end < 0) capture.length = -1
    return end
  }

  #balanced(s: number, p: number): number {
    const [open, shut] = [this.#pattern[p], this.#pattern[p + 1]]
    if (open === undefined || shut === undefined) throw new PatternFault('unbalanced pattern')
    if (this.#text[s] !== open) return -1
    let depth = 0
    for (let at = s; at < this.#text.length; at++) {
      this.#spend(1)
      if (this.#text[at] === shut && --depth === 0) return this.match(at + 1, p + 2)
      if (this.#text[at] === open && (at === s || open !== shut)) depth++
    }
    return -1
  }

  #back(s: number, p: number): number {
    const capture = this.#captures[Number(this.#pattern[p + 1]) - 1]
    if (!capture || capture.length === -1) throw new PatternFault('invalid capture index')
    const text = this.#text.slice(capture.start, capture.start + capture.length)
    this.#spend(text.length)
    return this.#text.startsWith(text, s) ? this.match(s + text.length, p + 2) : -1
  }

  #classEnd(p: number): number {
    const pattern = this.#pattern
    if (pattern[p] === '%') {
      if (p + 1 >= pattern.length) throw new PatternFault("malformed pattern (ends with '%')")
      return p + 2
    }
    if (pattern[p] !== '[') return p + 1
    let at = pattern[p + 1] === '^' ? p + 2 : p + 1
    do {
      this.#spend(1)
      if (at >= pattern.length) throw new PatternFault("malformed pattern (missing ']')")
      at += pattern[at] === '%' ? 2 : 1
    } while (pattern[at] !== ']')
    return at + 1
  }

  #fits(s: number, p: number, end: number): boolean {
    this.#spend(end - p)
    const letter = this.#text[s] ?? ''
    const mark = this.#pattern[p]
    if (mark === '.') return true
    if (mark === '%') return inClass(letter, this.#pattern[p + 1] ?? '')
    return mark === '[' ? this.#inSet(letter, p + 1, end - 1) : mark === letter
  }

  #inSet(letter: string, start: number, end: number): boolean {
    const pattern = this.#pattern
    const negated = pattern[start] === '^'
    let found = false
    for (let at = negated ? start + 1 : start; at < end; at++) {
      if (pattern[at] === '%') found = inClass(letter, pattern[++at] ?? '') || found
      else if (pattern[at + 1] === '-' && at + 2 < end) {
        found = (letter >= (pattern[at] ?? '') && letter <= (pattern[at + 2] ?? '')) || found
        at += 2
      } else found = pattern[at] === letter || found
    }
    return found !== negated
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  a: /[A-Za-z]/,
  d: /[0-9]/,
  l: /[a-z]/,
  s: /[ \t\n\v\f\r]/,
  u: /[A-Z]/,
  w: /[A-Za-z0-9]/,
  x: /[0-9A-Fa-f]/,
  p: /[!-/:-@[-`{-~]/,
  c: /[\0-\x1f\x7f]/,
  z: /\0/,
}

function inClass(letter: string, name: string): boolean {
  const pattern = CLASSES[name.toLowerCase()]
  if (!pattern) return letter === name
  return pattern.test(letter) === (name === name.toLowerCase())
}
