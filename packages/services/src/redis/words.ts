// Words of an inline command, with the quoting of redis-cli.

const SPACE = /[ \t\n\v\f\r]/
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }

/** Words of a line with the quoting of redis-cli; undefined when a quote does not close, or text follows one. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let at = 0
  for (;;) {
    while (at < line.length && SPACE.test(line[at] ?? '')) at++
    if (at >= line.length) return words
    const word = oneWord(line, at)
    if (!word) return undefined
    words.push(word.text)
    at = word.end
  }
}

function oneWord(line: string, start: number): { text: string; end: number } | undefined {
  let text = ''
  let at = start
  for (;;) {
    const letter = line[at]
    if (letter === undefined || SPACE.test(letter)) return { text, end: at }
    if (letter !== '"' && letter !== "'") {
      text += letter
      at++
      continue
    }
    const quoted = quotedPart(line, at)
    if (!quoted || (quoted.end < line.length && !SPACE.test(line[quoted.end] ?? ''))) return undefined
    return { text: text + quoted.text, end: quoted.end }
  }
}

function quotedPart(line: string, start: number): { text: string; end: number } | undefined {
  const quote = line[start]
  let text = ''
  for (let at = start + 1; at < line.length; at++) {
    const letter = line[at]
    if (letter === quote) return { text, end: at + 1 }
    const next = line[at + 1]
    if (letter !== '\\' || next === undefined) text += letter
    else if (quote === "'") {
      text += next === "'" ? "'" : letter
      if (next === "'") at++
    } else if (next === 'x' && /^[0-9a-fA-F]{2}$/.test(line.slice(at + 2, at + 4))) {
      text += String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 4), 16))
      at += 3
    } else {
      text += ESCAPED[next] ?? next
      at++
    }
  }
  return undefined
}
