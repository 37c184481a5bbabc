// Lua's string library.
import { printFloat } from '../numbers.ts'
import { type Interpreter, TEXT_MAX } from './interpreter.ts'
import { type Body, library, native, numberAt, textAt } from './library.ts'
import { type Found, findPattern, isPlainPattern, PatternFault } from './patterns.ts'
import { fault, isFunction, LuaError, LuaTable, type LuaValue, toText, truth } from './values.ts'

/** Puts `string` into the interpreter's globals. */
export function installText(interpreter: Interpreter): void {
  interpreter.globals.set(
    'string',
    library({ ...plainFunctions(interpreter), ...patternFunctions(interpreter), format: format(interpreter) }),
  )
}

/** A position of Lua (from 1, or negative from the end) as an index from 0. */
function start(position: number, length: number): number {
  if (position > 0) return position - 1
  return position === 0 ? 0 : Math.max(0, length + position)
}

function plainFunctions(interpreter: Interpreter): Record<string, Body> {
  /** A text that is gone through letter by letter. */
  const paid = (args: readonly LuaValue[], name: string, line: number) => {
    const text = textAt(args, { index: 1, name, line })
    interpreter.spend(text.length >> 4, line)
    return text
  }
  return {
    len: (args, line) => [textAt(args, { index: 1, name: 'len', line }).length],
    upper: (args, line) => [paid(args, 'upper', line).replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase())],
    lower: (args, line) => [paid(args, 'lower', line).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())],
    reverse: (args, line) => [[...paid(args, 'reverse', line)].reverse().join('')],
    rep: (args, line) => {
      const text = textAt(args, { index: 1, name: 'rep', line })
      const count = Math.max(0, numberAt(args, { index: 2, name: 'rep', line }))
      if (text === '' || !(count >= 1)) return ['']
      if (text.length * count > TEXT_MAX) throw new LuaError('not enough memory', line)
      interpreter.spend((text.length * count) >> 8, line)
      return [text.repeat(count)]
    },
    sub: (args, line) => {
      const text = textAt(args, { index: 1, name: 'sub', line })
      const from = start(numberAt(args, { index: 2, name: 'sub', line, otherwise: 1 }), text.length)
      const last = numberAt(args, { index: 3, name: 'sub', line, otherwise: -1 })
      return [text.slice(from, Math.max(from, last < 0 ? text.length + last + 1 : last))]
    },
    byte: (args, line) => {
      const text = textAt(args, { index: 1, name: 'byte', line })
      const first = numberAt(args, { index: 2, name: 'byte', line, otherwise: 1 })
      const last = numberAt(args, { index: 3, name: 'byte', line, otherwise: first })
      const part = text.slice(start(first, text.length), last < 0 ? text.length + last + 1 : last).slice(0, 8000)
      return [...part].map((letter) => letter.charCodeAt(0))
    },
    char: (args, line) => [
      args.map((_, index) => String.fromCharCode(numberAt(args, { index: index + 1, name: 'char', line }) & 0xff)).join(''),
    ],
  }
}

interface Search {
  readonly text: string
  readonly pattern: string
  readonly from: number
}

/** The next match from `from` on, paid for by what it looked at; a fault of the pattern becomes a Lua error. */
function search(interpreter: Interpreter, line: number, { text, pattern, from }: Search): Found | undefined {
  interpreter.spend(4, line)
  try {
    return findPattern(text, pattern, { from, most: interpreter.left * 16, spend: (steps) => interpreter.spend(steps >> 4, line) })
  } catch (problem) {
    if (problem instanceof PatternFault) throw fault(problem.message, line)
    throw problem
  }
}

const captures = (found: Found, text: string): LuaValue[] =>
  found.captures.length > 0 ? [...found.captures] : [text.slice(found.start, found.end)]

function patternFunctions(interpreter: Interpreter): Record<string, Body> {
  const look = (name: string, tell: (found: Found, text: string) => LuaValue[]): Body => {
    return (args, line) => {
      const [text, pattern] = [textAt(args, { index: 1, name, line }), textAt(args, { index: 2, name, line })]
      const from = start(numberAt(args, { index: 3, name, line, otherwise: 1 }), text.length)
      if (name === 'find' && (truth(args[3]) || isPlainPattern(pattern))) {
        interpreter.spend(text.length >> 8, line)
        const at = text.indexOf(pattern, from)
        return at < 0 ? [undefined] : [at + 1, at + pattern.length]
      }
      const found = search(interpreter, line, { text, pattern, from })
      return found ? tell(found, text) : [undefined]
    }
  }
  return {
    find: look('find', (found) => [found.start + 1, found.end, ...found.captures]),
    match: look('match', captures),
    gmatch: (args, line) => {
      const [text, pattern] = [textAt(args, { index: 1, name: 'gmatch', line }), textAt(args, { index: 2, name: 'gmatch', line })]
      let at = 0
      return [
        native('gmatch', () => {
          const found = at > text.length ? undefined : search(interpreter, line, { text, pattern, from: at })
          if (!found) return [undefined]
          at = found.end > found.start ? found.end : found.end + 1
          return captures(found, text)
        }),
      ]
    },
    gsub: (args, line) => substitute(interpreter, args, line),
  }
}

function substitute(interpreter: Interpreter, args: readonly LuaValue[], line: number): LuaValue[] {
  const [text, pattern] = [textAt(args, { index: 1, name: 'gsub', line }), textAt(args, { index: 2, name: 'gsub', line })]
  const most = numberAt(args, { index: 4, name: 'gsub', line, otherwise: Infinity })
  let [out, at, count] = ['', 0, 0]
  while (count < most && at <= text.length) {
    const found = search(interpreter, line, { text, pattern, from: at })
    if (!found) break
    count++
    out += text.slice(at, found.start) + replacement(interpreter, { found, text, by: args[2], line })
    if (out.length > TEXT_MAX) throw new LuaError('not enough memory', line)
    at = found.end
    if (found.end === found.start) out += text[at++] ?? ''
    if (pattern.startsWith('^')) break
  }
  return [out + text.slice(at), count]
}

function replacement(interpreter: Interpreter, place: { found: Found; text: string; by: LuaValue; line: number }): string {
  const { found, text, by, line } = place
  const whole = text.slice(found.start, found.end)
  const values = captures(found, text)
  let value: LuaValue
  if (by instanceof LuaTable) value = by.get(values[0])
  else if (isFunction(by)) value = interpreter.invoke(by, values, { line, name: 'gsub' })[0]
  else {
    const template = toText(by)
    interpreter.spend(template.length >> 4, line)
    let made = 0
    return template.replaceAll(/%([\d%])/g, (_, mark: string) => {
      const part = mark === '%' ? '%' : mark === '0' ? whole : toText(values[Number(mark) - 1])
      made += part.length
      if (made > TEXT_MAX) throw new LuaError('not enough memory', line)
      return part
    })
  }
  return truth(value) ? toText(value) : whole
}

const format =
  (interpreter: Interpreter): Body =>
  (args, line) => {
    const pattern = textAt(args, { index: 1, name: 'format', line })
    interpreter.spend(pattern.length >> 4, line)
    let next = 1
    let made = 0
    const out = pattern.replaceAll(/%([-+ #0]*)(\d{0,2})(?:\.(\d{1,2}))?([a-zA-Z%])/g, (...match: (string | undefined)[]) => {
      const [whole = '', flags = '', width, precision, kind = ''] = match
      if (kind === '%') return '%'
      const index = ++next
      const digits = precision === undefined ? undefined : Number(precision)
      const field = pad(formatted({ kind, args, index, line, digits, whole }), flags, Number(width || 0))
      made += field.length
      if (made > TEXT_MAX) throw new LuaError('not enough memory', line)
      return field
    })
    return [out.slice(0, TEXT_MAX)]
  }

function formatted(field: {
  kind: string
  args: readonly LuaValue[]
  index: number
  line: number
  digits: number | undefined
  whole: string
}): string {
  const { kind, args, index, line, digits } = field
  const place = { index, name: 'format', line }
  if (kind === 's') return textOf(args[index - 1]).slice(0, digits)
  if (kind === 'q') return `"${textOf(args[index - 1]).replaceAll(/["\\\n]/g, (letter) => `\\${letter}`)}"`
  if (kind === 'c') return String.fromCharCode(numberAt(args, place) & 0xff)
  const number = numberAt(args, place)
  if (kind === 'd' || kind === 'i') return String(Math.trunc(number))
  if (kind === 'u') return String(Math.trunc(Math.abs(number)))
  if (kind === 'x' || kind === 'X' || kind === 'o') {
    const text = Math.trunc(number).toString(kind === 'o' ? 8 : 16)
    return kind === 'X' ? text.toUpperCase() : text
  }
  if (kind === 'f') return number.toFixed(digits ?? 6)
  if (kind === 'e') return number.toExponential(digits ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
  if (kind === 'g') return printFloat(number, Math.max(1, digits ?? 6))
  throw fault(`invalid option '%${kind}' to 'format'`, line)
}

const textOf = (value: LuaValue) => toText(value)

function pad(text: string, flags: string, width: number): string {
  const signed = flags.includes('+') && /^\d/.test(text) ? `+${text}` : text
  if (flags.includes('-')) return signed.padEnd(width)
  return flags.includes('0') ? signed.padStart(width, '0') : signed.padStart(width)
}
