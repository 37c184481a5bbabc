// Byte ranges (RFC 9110 section 14): what each product makes of a Range header.

/** First and last byte, both included. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** The header is ignored, cannot be satisfied, or asks for these spans. */
export type Ranges = 'ignored' | 'unsatisfiable' | readonly Span[]

const MAX_OFFSET = 2 ** 63 - 1

/** As nginx reads it: blanks are allowed, anything else that is wrong is unsatisfiable, more bytes than there are is ignored. */
export function nginxRanges(value: string, size: number): Ranges {
  if (value.length < 7 || value.slice(0, 6).toLowerCase() !== 'bytes=') return 'ignored'
  const spans: Span[] = []
  let asked = 0
  for (const part of value.slice(6).split(',')) {
    const match = /^ *(?:(\d+) *- *(?:(\d+) *)?|-(\d+) *)$/.exec(part)
    if (!match) return 'unsatisfiable'
    const numbers = [match[1], match[2], match[3]].map((text) => (text ? Number(text) : undefined))
    if (numbers.some((number) => number !== undefined && number >= MAX_OFFSET)) return 'unsatisfiable'
    const [from, to, suffix] = numbers
    const start = suffix !== undefined ? Math.max(0, size - suffix) : (from ?? 0)
    const end = suffix !== undefined || to === undefined ? size : Math.min(size, to + 1)
    if (start < end) {
      spans.push({ first: start, last: end - 1 })
      asked += end - start
    } else if (start === 0) return 'ignored'
  }
  if (spans.length === 0) return 'unsatisfiable'
  return asked > size ? 'ignored' : spans
}

const MAX_OVERLAPS = 20
const MAX_RANGES = 200

/** As Apache reads it: anything wrong means the whole file, as does a file without bytes; neighbours and overlaps are merged in order. */
export function apacheRanges(value: string, size: number): Ranges {
  if (size === 0 || value.slice(0, 6).toLowerCase() !== 'bytes=') return 'ignored'
  const parts = value.slice(6).replace(/,$/, '').split(',')
  const spans: Span[] = []
  const doubts = { overlaps: 0, reversals: 0 }
  let beyond = 0
  let held: Span | undefined
  for (const part of parts) {
    const match = /^(?:(\d+)-(\d*)|-(\d+))$/.exec(part)
    if (!match) return 'ignored'
    const span = apacheSpan(match, size)
    if (span === 'ignored') return 'ignored'
    if (span === 'beyond') {
      beyond++
      continue
    }
    const merged: Span | undefined = held && merge(held, span, doubts)
    if (held && !merged) spans.push(held)
    held = merged ?? span
  }
  if (held) spans.push(held)
  if (spans.length === 0) return beyond > 0 ? 'unsatisfiable' : 'ignored'
  const wild = doubts.overlaps > MAX_OVERLAPS || doubts.reversals > MAX_OVERLAPS || spans.length > MAX_RANGES
  return wild ? 'ignored' : spans
}

function apacheSpan(match: RegExpExecArray, size: number): Span | 'ignored' | 'beyond' {
  if (match[3] !== undefined) {
    const count = Number(match[3])
    if (count === 0 || count > MAX_OFFSET) return 'ignored'
    return { first: Math.max(0, size - count), last: size - 1 }
  }
  const first = Number(match[1])
  const last = match[2] ? Number(match[2]) : size - 1
  if (first > MAX_OFFSET || last > MAX_OFFSET) return 'ignored'
  if (first >= size) return 'beyond'
  return first > last ? 'ignored' : { first, last: Math.min(last, size - 1) }
}

function merge(held: Span, span: Span, doubts: { overlaps: number; reversals: number }): Span | undefined {
  if (span.first < held.first) doubts.reversals++
  if (span.first > held.last + 1 || held.first > span.last + 1) return undefined
  if (span.first <= held.last && held.first <= span.last) doubts.overlaps++
  return { first: Math.min(held.first, span.first), last: Math.max(held.last, span.last) }
}

/** A body of several ranges. The products differ in how they spell the headers of a part. */
export function multipart(input: {
  boundary: string
  spans: readonly Span[]
  body: Buffer
  type: string
  names: readonly [type: string, range: string]
}): Buffer {
  const parts: Buffer[] = []
  for (const { first, last } of input.spans) {
    const heading = `\r\n--${input.boundary}\r\n${input.names[0]}: ${input.type}\r\n${input.names[1]}: bytes ${first}-${last}/${input.body.length}\r\n\r\n`
    parts.push(Buffer.from(heading, 'latin1'), input.body.subarray(first, last + 1))
  }
  parts.push(Buffer.from(`\r\n--${input.boundary}--\r\n`, 'latin1'))
  return Buffer.concat(parts)
}
