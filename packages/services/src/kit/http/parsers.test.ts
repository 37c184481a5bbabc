// Properties of the parsers: no bytes make them throw, and it does not matter how the bytes are cut.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing.ts'
import { apacheParser } from './apache.ts'
import { apachePath, apacheTarget } from './apache-uri.ts'
import { ChunkReader } from './chunked.ts'
import { httpDate, parseHttpDate } from './dates.ts'
import type { HeadParser, Parsed } from './message.ts'
import { nginxParser } from './nginx.ts'
import { nginxUri } from './nginx-uri.ts'
import { apacheRanges, nginxRanges } from './ranges.ts'

const random = seededRandom('http parsers')
const number = (below: number) => random(4).readUInt32BE() % below
const SEEDS = [
  'GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: x\r\n\r\n',
  'POST http://h:80/a/../b?c=d HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc',
  'GET /\r\n',
  '\r\n\r\nPUT /%2e%2e/x HTTP/1.1\r\nHost: [::1]:99\r\nFoo: a\r\n b\r\nTransfer-Encoding: chunked\r\n\r\n',
  'CONNECT h:443 HTTP/1.1\nHost: h\n\n',
  `GET /${'a'.repeat(8200)} HTTP/1.1\r\nA: ${'b'.repeat(9000)}\r\n\r\n`,
]

function mutated(): Buffer {
  if (number(5) === 0) return random(number(300))
  const bytes = Buffer.from(SEEDS[number(SEEDS.length)] ?? '', 'latin1')
  for (let count = number(4); count > 0; count--) bytes[number(bytes.length)] = number(256)
  return number(3) === 0 ? bytes.subarray(0, number(bytes.length)) : bytes
}

/** Feeds the bytes in pieces until something is decided. */
function fed(parser: HeadParser, pieces: readonly Buffer[]): Parsed {
  let parsed: Parsed = { kind: 'more' }
  for (const piece of pieces) {
    if (parsed.kind === 'more') parsed = parser.push(piece)
  }
  return parsed
}

function cut(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const next = at + 1 + number(40)
    pieces.push(bytes.subarray(at, next))
    at = next
  }
  return pieces
}

const decided = (parsed: Parsed) =>
  parsed.kind === 'head' ? parsed.head : parsed.kind === 'fault' ? [parsed.fault.status, parsed.fault.reason] : 'more'

describe.each([
  ['nginx', () => nginxParser()],
  ['nginx before 1.21.1', () => nginxParser({ lenient: true })],
  ['apache', () => apacheParser()],
] as const)('%s', (_, make) => {
  it('never throws and understands the same however the bytes are cut', () => {
    let heads = 0
    for (let round = 0; round < 1500; round++) {
      const bytes = mutated()
      const whole = decided(fed(make(), [bytes]))
      const pieces = decided(fed(make(), cut(bytes)))
      if (typeof whole === 'object' && !Array.isArray(whole)) heads++
      expect(pieces, JSON.stringify(bytes.toString('latin1').slice(0, 300))).toEqual(whole)
    }
    expect(heads).toBeGreaterThan(100)
  })
})

it('holds what follows a head for the next request', () => {
  for (const make of [nginxParser, apacheParser]) {
    const parsed = make().push(Buffer.from('GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /2 '))
    expect(parsed.kind === 'head' && parsed.rest.toString()).toBe('GET /2 ')
  }
})

it('reads chunks however they are cut, and never throws', () => {
  const body = 'a;x=y\r\n0123456789\r\n3\r\nabc\r\n0\r\nT: v\r\n\r\nrest'
  for (let round = 0; round < 500; round++) {
    const bytes = Buffer.from(body)
    const broken = round % 2 === 1
    if (broken) bytes[number(bytes.length)] = number(256)
    const reader = new ChunkReader({ bareLf: round % 4 < 2, maxDigits: 15, eager: round % 8 < 4, strict: round % 16 < 8 })
    const steps = cut(bytes).flatMap((piece) => reader.push(piece))
    if (broken) continue
    const data = steps.map((step) => (step.kind === 'data' ? step.data.toString() : '')).join('')
    expect(data).toBe('0123456789abc')
    expect(steps.some((step) => step.kind === 'done')).toBe(true)
  }
})

it('keeps every path below the root', () => {
  const parts = ['..', '.', '', 'a', '%2e%2e', '%2f', '..%2f', '%00', 'b%20c', '%zz', '%252e']
  for (let round = 0; round < 3000; round++) {
    const path = `/${Array.from({ length: number(8) }, () => parts[number(parts.length)]).join('/')}`
    const apache = apachePath(path)
    for (const result of [nginxUri(path)?.path, 'path' in apache ? apache.path : undefined]) {
      expect(result?.split('/') ?? []).not.toContain('..')
      expect(result ?? '/').toMatch(/^\//)
    }
  }
})

it('gives ranges that lie within the file', () => {
  const parts = ['0-1', '5-', '-3', '9-2', '99-', '-0', 'x', '', ' 1-2', '0-999', '3-3', '1-18446744073709551616']
  for (let round = 0; round < 3000; round++) {
    const value = `bytes=${Array.from({ length: 1 + number(4) }, () => parts[number(parts.length)]).join(',')}`
    for (const ranges of [nginxRanges(value, 10), apacheRanges(value, 10)]) {
      if (typeof ranges === 'string') continue
      expect(ranges.length).toBeGreaterThan(0)
      for (const { first, last } of ranges) expect(first >= 0 && first <= last && last < 10, value).toBe(true)
    }
  }
})

it('reads the dates that it writes, and the two old forms', () => {
  const ms = Date.UTC(1994, 10, 6, 8, 49, 37)
  expect(httpDate(ms)).toBe('Sun, 06 Nov 1994 08:49:37 GMT')
  for (const text of [httpDate(ms), 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])
    expect(parseHttpDate(text)).toBe(ms / 1000)
  for (let round = 0; round < 500; round++) expect(() => parseHttpDate(random(number(40)).toString('latin1'))).not.toThrow()
})

it('waits for the end of an address that is cut', () => {
  const parser = nginxParser()
  expect(parser.push(Buffer.from('GET http://[:')).kind).toBe('more')
  expect(parser.push(Buffer.from(':1]/ HTTP/1.0\r\n\r\n')).kind).toBe('head')
  expect(nginxParser().push(Buffer.from('GET http://[: ')).kind).toBe('fault')
})

it('gives ports that are ports, of whatever number', () => {
  expect(apacheTarget('GET', `http://h:${'8'.repeat(400)}/`).port).toBe(65_535)
  expect(apacheTarget('GET', 'http://h:65617/').port).toBe(81)
  expect(apacheTarget('CONNECT', `h:${'0'.repeat(30)}80`).port).toBe(80)
})

it('asks nothing of a file without bytes', () => {
  expect(apacheRanges('bytes=-1', 0)).toBe('ignored')
})
