// Lua 5.1 tokens (reference manual section 2.1), with the messages of its own lexer.

export interface Token {
  readonly kind: 'name' | 'keyword' | 'number' | 'string' | 'symbol' | 'end'
  readonly text: string
  /** The value of a number or a string. */
  readonly value?: number | string
  readonly line: number
}

/** Why a chunk cannot be read: `user_script:1: message`. */
export class SyntaxFault extends Error {
  constructor(message: string, line: number, near: string) {
    super(`user_script:${line}: ${message} near '${near}'`)
  }
}

const KEYWORDS = new Set(
  'and break do else elseif end false for function if in local nil not or repeat return then true until while'.split(' '),
)
const SYMBOL = /\.\.\.|\.\.|==|~=|<=|>=|[-+*/%^#<>=(){}[\];:,.]/y
const NUMBER = /0[xX][0-9a-fA-F]+|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }

/** All tokens of a chunk; throws {@link SyntaxFault}. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let line = 1
  while (at < source.length) {
    const letter = source[at] ?? ''
    if (letter === '\n') line++
    if (/\s/.test(letter)) {
      at++
      continue
    }
    if (source.startsWith('--', at)) {
      const long = longBracket(source, at + 2, line)
      const stop = source.indexOf('\n', at)
      line += long ? newlines(long.text) : 0
      at = long ? long.end : stop < 0 ? source.length : stop
      continue
    }
    const read = readToken(source, at, line)
    tokens.push(read.token)
    line += newlines(source.slice(at, read.end))
    at = read.end
  }
  tokens.push({ kind: 'end', text: '<eof>', line })
  return tokens
}

function readToken(source: string, at: number, line: number): { token: Token; end: number } {
  const letter = source[at] ?? ''
  const name = matchAt(NAME, source, at)
  if (name !== undefined) return { token: { kind: KEYWORDS.has(name) ? 'keyword' : 'name', text: name, line }, end: at + name.length }
  if (/\d/.test(letter) || (letter === '.' && /\d/.test(source[at + 1] ?? ''))) return readNumber(source, at, line)
  if (letter === '"' || letter === "'") return readString(source, at, line)
  const long = letter === '[' ? longBracket(source, at, line) : undefined
  if (long) return { token: { kind: 'string', text: source.slice(at, long.end), value: long.text, line }, end: long.end }
  const symbol = matchAt(SYMBOL, source, at)
  if (symbol === undefined) throw new SyntaxFault('unexpected symbol', line, letter)
  return { token: { kind: 'symbol', text: symbol, line }, end: at + symbol.length }
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

function newlines(text: string): number {
  return text.split('\n').length - 1
}

function readNumber(source: string, at: number, line: number): { token: Token; end: number } {
  const text = matchAt(NUMBER, source, at) ?? ''
  const tail = matchAt(/[A-Za-z0-9_.]+/y, source, at + text.length)
  if (tail !== undefined) throw new SyntaxFault('malformed number', line, text + tail)
  return { token: { kind: 'number', text, value: Number(text), line }, end: at + text.length }
}

function readString(source: string, start: number, line: number): { token: Token; end: number } {
  const quote = source[start]
  let value = ''
  let at = start + 1
  for (;;) {
    const letter = source[at]
    if (letter === undefined) throw new SyntaxFault('unfinished string', line, '<eof>')
    if (letter === '\n') throw new SyntaxFault('unfinished string', line, source.slice(start, at))
    if (letter === quote) return { token: { kind: 'string', text: source.slice(start, at + 1), value, line }, end: at + 1 }
    if (letter !== '\\') {
      value += letter
      at++
      continue
    }
    const digits = matchAt(/\d{1,3}/y, source, at + 1)
    if (digits === undefined) {
      const next = source[at + 1] ?? ''
      value += ESCAPES[next] ?? next
      at += 2
    } else {
      if (Number(digits) > 255) throw new SyntaxFault('escape sequence too large', line, source.slice(start, at + 1 + digits.length))
      value += String.fromCharCode(Number(digits))
      at += 1 + digits.length
    }
  }
}

function longBracket(source: string, at: number, line: number): { text: string; end: number } | undefined {
  const open = matchAt(/\[(=*)\[/y, source, at)
  if (open === undefined) return undefined
  const close = open.replaceAll('[', ']')
  const stop = source.indexOf(close, at + open.length)
  if (stop < 0) throw new SyntaxFault('unfinished long string', line, '<eof>')
  return { text: source.slice(at + open.length, stop).replace(/^\r?\n/, ''), end: stop + close.length }
}
