// Glob patterns as Redis matches them: `*`, `?`, `[a-z]`, `[^a]`, backslash. Linear in the text for each star.

/** True when `text` matches `pattern`. */
export function globMatch(pattern: string, text: string, ignoreCase = false): boolean {
  return ignoreCase ? match(pattern.toLowerCase(), text.toLowerCase()) : match(pattern, text)
}

function match(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let starP = -1
  let starT = 0
  while (t < text.length) {
    if (pattern[p] === '*') {
      starP = p++
      starT = t
      continue
    }
    const step = one(pattern, p, text[t] ?? '')
    if (step > 0) {
      p += step
      t++
    } else if (starP >= 0) {
      p = starP + 1
      t = ++starT
    } else return false
  }
  while (pattern[p] === '*') p++
  return p >= pattern.length
}

/** How many characters of the pattern match this one letter; 0 when they do not. */
function one(pattern: string, at: number, letter: string): number {
  const mark = pattern[at]
  if (mark === undefined) return 0
  if (mark === '?') return 1
  if (mark === '[') return bracket(pattern, at, letter)
  if (mark === '\\' && at + 1 < pattern.length) return pattern[at + 1] === letter ? 2 : 0
  return mark === letter ? 1 : 0
}

function bracket(pattern: string, start: number, letter: string): number {
  let at = start + 1
  const negated = pattern[at] === '^'
  if (negated) at++
  let found = false
  for (; at < pattern.length && pattern[at] !== ']'; at++) {
    if (pattern[at] === '\\' && at + 1 < pattern.length) {
      at++
      if (pattern[at] === letter) found = true
    } else if (pattern[at + 1] === '-' && at + 2 < pattern.length) {
      const ends = [pattern[at] ?? '', pattern[at + 2] ?? ''].sort()
      if (letter >= (ends[0] ?? '') && letter <= (ends[1] ?? '')) found = true
      at += 2
    } else if (pattern[at] === letter) found = true
  }
  const length = Math.min(at, pattern.length - 1) - start + 1
  return found !== negated ? length : 0
}
