// Blanks at the ends of what came from the wire, taken off in one pass: a pattern would try each run of blanks again and again.

/** `text` without any of the letters of `blanks` at its ends. */
export function trimmed(text: string, blanks: string): string {
  let start = 0
  while (start < text.length && blanks.includes(text[start] ?? '')) start++
  const rest = text.slice(start)
  return trimmedEnd(rest, blanks)
}

/** `text` without any of the letters of `blanks` at its end. */
export function trimmedEnd(text: string, blanks: string): string {
  let end = text.length
  while (end > 0 && blanks.includes(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}
