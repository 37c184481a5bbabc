// Any bytes at what reads HTTP: no exception, the same however the bytes are cut, bounded output, paths below the root.
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { describe, it } from 'vitest'
import { apacheHostHeader } from './apache-host.ts'
import { apacheEscape, apachePath, apacheTarget } from './apache-uri.ts'
import { apacheParser } from './apache.ts'
import { type ChunkRules, ChunkReader, type ChunkStep } from './chunked.ts'
import { httpDate, parseHttpDate } from './dates.ts'
import { type HeadParser, looseHead, type Parsed, salvaged } from './message.ts'
import { nginxHost, nginxParser } from './nginx.ts'
import { nginxUri } from './nginx-uri.ts'
import { apacheRanges, nginxRanges } from './ranges.ts'

const RUNS = fuzzRuns(2000)

const bufferOf = (input: Uint8Array) => Buffer.from(input.buffer, input.byteOffset, input.length)
const latin1 = (input: Uint8Array) => bufferOf(input).toString('latin1')

/** The bytes in up to four pieces, other ones for each input. */
function cut(bytes: Buffer, number: number): Buffer[] {
  const places = [7919, 104_729, 1_299_709].map((prime) => (number * prime) % (bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index]))
}

const heads = {
  corpus: samples(
    'GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: x\r\n\r\n',
    'POST http://h:80/a/../b?c=d HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc',
    'GET /\r\n',
    '\r\n\r\nPUT /%2e%2e/x HTTP/1.1\r\nHost: [::1]:99\r\nFoo: a\r\n b\r\nTransfer-Encoding: chunked\r\n\r\n',
    'CONNECT h:443 HTTP/1.1\nHost: h\n\n',
    'OPTIONS * HTTP/1.1\r\nhost: a.b.\r\nRange: bytes=0-1\r\nIf-None-Match: "x"\r\nAuthorization: Basic YTpi\r\n\r\nGET / HTTP/1.1\r\n',
    `GET /${'a'.repeat(1000)} HTTP/1.1\r\nHost: h\r\n${'A: b\r\n'.repeat(110)}\r\n`,
  ),
  dictionary: samples(
    '\r\n',
    '\n',
    '\r',
    '\0',
    ' ',
    '\t',
    ':',
    'HTTP/1.1',
    'HTTP/2.0',
    'Host: ',
    'http://',
    'a@b',
    '[::]',
    '%',
    '/..',
    '#',
    '?',
    ' chunked',
  ),
}

function fed(parser: HeadParser, pieces: readonly Buffer[]): Parsed {
  let parsed: Parsed = { kind: 'more' }
  for (const piece of pieces) if (parsed.kind === 'more' && piece.length > 0) parsed = parser.push(piece)
  return parsed
}

const told = (parsed: Parsed) =>
  parsed.kind === 'head' ? JSON.stringify(parsed.head) : parsed.kind === 'fault' ? `${parsed.fault.status} ${parsed.fault.reason}` : 'more'

const head = (make: () => HeadParser) => (input: Uint8Array, number: number) => {
  const bytes = bufferOf(input)
  const parser = make()
  const whole = fed(parser, [bytes])
  holds(told(fed(make(), cut(bytes, number))) === told(whole), 'the same however the bytes are cut')
  const known = whole.kind === 'head' ? whole.head : whole.kind === 'fault' ? salvaged(whole.fault.head, whole.rest) : parser.partial
  holds(known.headers.length <= 1000 && known.target.length <= bytes.length, 'a head is bounded')
  holds(whole.kind === 'more' || whole.rest.length <= bytes.length, 'the rest is part of what came')
  if (whole.kind === 'fault') holds(whole.fault.status >= 400 && whole.fault.status <= 505, 'a fault has a status')
}

const below = (path: string) => path.startsWith('/') && !path.split('/').includes('..')

function targets(input: Uint8Array, number: number): void {
  const text = latin1(input)
  const nginx = nginxUri(text)
  if (nginx) holds(below(nginx.path), `nginx stays below the root: ${nginx.path}`)
  const apache = apachePath(text)
  if ('path' in apache) {
    holds(below(apache.path), `apache stays below the root: ${apache.path}`)
    holds(apacheEscape(apache.path).length <= 3 * apache.path.length, 'escapes take three letters')
  }
  const target = apacheTarget(number % 2 === 0 ? 'GET' : 'CONNECT', text)
  holds(target.path.length <= text.length + 1, 'a target is bounded')
  for (const port of [target.port, apacheHostHeader(text).port]) holds(port === undefined || (port >= 0 && port <= 65_535), `port ${port}`)
  holds((nginxHost(text) ?? '').length <= text.length && looseHead(text).target.length <= 4096, 'names are bounded')
}

const rules: readonly ChunkRules[] = Array.from({ length: 8 }, (_, bits) => ({
  bareLf: (bits & 1) > 0,
  eager: (bits & 2) > 0,
  strict: (bits & 4) > 0,
  maxDigits: 15,
}))

const bodyOf = (steps: readonly ChunkStep[]) => Buffer.concat(steps.flatMap((step) => (step.kind === 'data' ? [step.data] : [])))

function chunks(input: Uint8Array, number: number): void {
  const bytes = bufferOf(input)
  const rule = rules[number % rules.length]
  if (!rule) return
  const whole = new ChunkReader(rule).push(bytes)
  holds(whole.length <= bytes.length / 2 + 2, 'a step takes two bytes at least')
  const reader = new ChunkReader(rule)
  const pieces = cut(bytes, number).flatMap((piece) => reader.push(piece))
  const data = bodyOf(whole)
  holds(data.length <= bytes.length && data.equals(bodyOf(pieces)), 'the same body however the bytes are cut')
  const ends = [whole, pieces].map((steps) => steps.find((step) => step.kind !== 'data')?.kind)
  holds(ends[0] === ends[1], `the same end however the bytes are cut: ${ends.join()}`)
}

function ranges(input: Uint8Array, number: number): void {
  const text = number % 4 === 0 ? latin1(input) : `bytes=${latin1(input)}`
  const size = (number * 7919) % 5000
  for (const found of [nginxRanges(text, size), apacheRanges(text, size)]) {
    if (typeof found === 'string') continue
    holds(found.length > 0 && found.length <= text.length, 'spans are bounded')
    for (const { first, last } of found) holds(first >= 0 && first <= last && last < size, `${first}-${last} lies within ${size}`)
  }
}

function dates(input: Uint8Array): void {
  const seconds = parseHttpDate(latin1(input))
  if (seconds === undefined) return
  holds(Number.isSafeInteger(seconds) && seconds < 253_402_300_800, `${seconds} is a time`)
  if (seconds >= 0) holds(parseHttpDate(httpDate(seconds * 1000)) === seconds, 'a date read is a date written')
}

const body = {
  corpus: samples(
    'a;x=y\r\n0123456789\r\n3\r\nabc\r\n0\r\nT: v\r\n\r\nrest',
    '1\nz\n0\n\n',
    '00000A \r\n0123456789\r\n0\r\n\r\n',
    '1\r\na\r\n'.repeat(50),
  ),
  dictionary: samples('\r\n', '\n', '\r', '0\r\n', ';', 'ffffffffffffffff', '-1', ' ', 'fffffffffffffff\r\n', 'T: v\r\n', '\0'),
}
const uris = {
  corpus: samples(
    '/a/../b?c=d',
    '/%2e%2e/%2e./x',
    'http://u@h:80/a//b/./c',
    '*',
    'h:443',
    '[::1]:80',
    'https://[fe80::1%25eth0]:1/x#y',
    'www.example.com.:8080',
  ),
  dictionary: samples(
    '/',
    '..',
    '.',
    '%2e',
    '%2f',
    '%00',
    '%',
    '//',
    '?',
    '#',
    ':',
    '@',
    '[',
    ']',
    'http://',
    '%252e',
    '99999',
    '\\',
    '127.1',
  ),
}
const spans = {
  corpus: samples('0-1,5-,-3', '9-2', ' 0 - 5 , -0', '0-,1-,2-,3-', '1-18446744073709551616'),
  dictionary: samples('0-', '-1', ',', ' ', '-', '9'.repeat(400), 'bytes='),
}
const moments = {
  corpus: samples('Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994', 'x, 31 Feb 0000 23:59:59'),
  dictionary: samples(' ', ',', '-', ':', '99', 'Nov', 'feb', '0000', '9999'),
  maxLength: 256,
}

describe('any bytes', () => {
  it.each([
    { name: 'apacheParser', ...heads, check: head(() => apacheParser()) },
    { name: 'nginxParser', ...heads, check: head(() => nginxParser()) },
    { name: 'nginxParser before 1.21.1', ...heads, check: head(() => nginxParser({ lenient: true })) },
    { name: 'targets and hosts', ...uris, check: targets },
    { name: 'ChunkReader', ...body, check: chunks },
    { name: 'ranges', ...spans, check: ranges },
    { name: 'parseHttpDate', ...moments, check: dates },
  ])('$name', { timeout: fuzzTimeout(RUNS) }, ({ check, ...plan }) => fuzz({ ...plan, runs: RUNS }, check))
})
