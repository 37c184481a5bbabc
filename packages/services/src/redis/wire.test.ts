// The request parser: any bytes, in any pieces, and never an exception; and the tree of a script likewise.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFault } from './reply.ts'
import { compile } from './lua/script.ts'
import { type Request, RequestParser } from './wire.ts'
import { splitWords } from './words.ts'

// The soak's volume is in fuzz.test.ts.
const RUNS = 3000
const SLOW = 30_000

function readAll(pieces: readonly Buffer[], authenticated = true): Request[] {
  const parser = new RequestParser({ authenticated: () => authenticated, most: 2_147_483_647 })
  const requests: Request[] = []
  for (const piece of pieces) {
    parser.feed(piece)
    for (let request = parser.next(); request; request = parser.next()) requests.push(request)
  }
  return requests
}

const word = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1'))
const command = fc
  .array(word, { minLength: 1, maxLength: 5 })
  .map((words) => `*${words.length}\r\n${words.map((each) => `$${each.length}\r\n${each}\r\n`).join('')}`)
const part = fc.oneof(
  command,
  fc.constantFrom(
    '*',
    '$',
    '\r\n',
    '*2\r\n',
    '$3\r\n',
    '*-1\r\n',
    '$-1\r\n',
    '"',
    "'",
    'PING\r\n',
    '*1\r\n$99999\r\n',
    '\0',
    '*0\r\n',
    '\\x4',
  ),
  word,
)
const stream = fc.array(part, { maxLength: 8 }).map((parts) => Buffer.from(parts.join(''), 'latin1'))

describe('RequestParser', () => {
  it('gives the same requests however the bytes are cut', { timeout: SLOW }, () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 6 }), fc.boolean(), (bytes, cuts, authenticated) => {
        const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])].sort((a, b) => a - b)
        const pieces = places.slice(1).map((end, index) => Buffer.from(bytes.subarray(places[index], end)))
        expect(readAll(pieces, authenticated)).toEqual(readAll([bytes], authenticated))
      }),
      { numRuns: RUNS },
    )
  })

  it('reads back what a client library writes', { timeout: SLOW }, () => {
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), (commands) => {
        const bytes = commands
          .map((words) => `*${words.length}\r\n${words.map((each) => `$${each.length}\r\n${each}\r\n`).join('')}`)
          .join('')
        expect(readAll([Buffer.from(bytes, 'latin1')])).toEqual(commands.map((argv) => ({ kind: 'command', argv })))
      }),
      { numRuns: Math.ceil(RUNS / 10) },
    )
  })

  it('keeps a bounded part of an argument that is too long, and reads on behind it', () => {
    const size = 40 * 1024 * 1024
    const parser = new RequestParser({ authenticated: () => true, most: 2_147_483_647 })
    parser.feed(Buffer.from(`*2\r\n$4\r\nECHO\r\n$${size}\r\n`))
    for (let sent = 0; sent < size; sent += 1024 * 1024) {
      parser.feed(Buffer.alloc(1024 * 1024, 120))
      expect(parser.next()).toBeUndefined()
    }
    parser.feed(Buffer.from('\r\nPING\r\n'))
    const echo = parser.next()
    expect(echo?.kind === 'command' && echo.argv[1]?.length).toBeLessThanOrEqual(9 * 1024 * 1024)
    expect(parser.next()).toEqual({ kind: 'command', argv: ['PING'] })
  })

  it.each([
    ['a "b c" \'d\'', ['a', 'b c', 'd']],
    ['"\\x41\\n\\"" x', ['A\n"', 'x']],
    ["'it\\'s'", ["it's"]],
    ['  ', []],
    ['"open', undefined],
    ['"a"b', undefined],
  ])('splits %s', (line, words) => {
    expect(splitWords(line)).toEqual(words)
  })
})

describe('scripts', () => {
  const token = fc.constantFrom(
    ...'return local function end if then else while do for in = == ~= .. ... ( ) { } [ ] , ; : . + - * / % ^ # < > and or not nil true'.split(
      ' ',
    ),
    'a',
    'b',
    '1',
    '2.5',
    '0x1f',
    '"s"',
    "'t'",
    '[[long]]',
    '--c\n',
    '\n',
  )

  it('of any tokens compile or say why not', { timeout: SLOW }, () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 25 }), fc.string({ unit: 'binary-ascii', maxLength: 20 }), (tokens, tail) => {
        const compiled = compile(`${tokens.join(' ')} ${tail}`, 7)
        if (isFault(compiled)) expect(compiled.text).toMatch(/^ERR Error compiling script \(new function\): user_script:\d+: /)
      }),
      { numRuns: RUNS },
    )
  })
})
