// What the HTTP parsers and fronts hand to each other. Text from the wire is latin1: one character is one byte.
import { trimmed } from './blanks.ts'

/** A header as it came, folded lines joined, outer blanks gone. */
export type Header = readonly [name: string, value: string]

/** A request's head. `version` is major * 1000 + minor; 9 is HTTP/0.9, which has neither version nor headers. */
export interface Head {
  readonly method: string
  readonly target: string
  readonly version: number
  readonly versionText: string
  readonly headers: readonly Header[]
}

/** A head that the product refuses, with what was understood of it. */
export interface Fault<Of extends Head = Head> {
  readonly status: number
  /** In our words, for the evidence. */
  readonly reason: string
  /** Decides the wording of the page where one status has several. */
  readonly page?: string
  readonly head: Of
}

/** What a head parser knows after more bytes: nothing yet, a head, or a fault. `rest` is what follows in the buffer. */
export type Parsed<Of extends Head = Head> =
  | { readonly kind: 'more' }
  | { readonly kind: 'head'; readonly head: Of; readonly rest: Buffer }
  | { readonly kind: 'fault'; readonly fault: Fault<Of>; readonly rest: Buffer }

/** Takes bytes as they come; after a `head` or `fault` it is used up. */
export interface HeadParser<Of extends Head = Head> {
  push(bytes: Buffer): Parsed<Of>
  /** How far it got: nothing but blanks, within the request line, within the headers. */
  readonly stage: 'blank' | 'line' | 'headers'
  /** What was understood so far, for the record of a request that never ended. */
  readonly partial: Of
}

export const NO_HEAD: Head = { method: '', target: '', version: 1000, versionText: '', headers: [] }

/** The first header of that (lower-case) name. */
export function header(head: Head, name: string): string | undefined {
  return head.headers.find(([given]) => given.toLowerCase() === name)?.[1]
}

/** All values of that (lower-case) name joined as one list, or undefined. */
export function headerList(head: Head, name: string): string | undefined {
  const values = head.headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

/**
 * The head of a refused request with the headers that lie unread in `rest` (up to a blank line): products stop at the fault,
 * evidence does not. Lines that are no header are left out.
 */
export function salvaged(head: Head, rest: Buffer): Head {
  const headers: Header[] = [...head.headers]
  for (const line of rest.toString('latin1', 0, 16_384).split('\n').slice(0, 128)) {
    const match = /^([^\0-\x20\x7f:]+)[ \t]*:(.*)$/s.exec(line.endsWith('\r') ? line.slice(0, -1) : line)
    if (match && !match[2]?.includes('\r')) headers.push([match[1] ?? '', trimmed(match[2] ?? '', ' \t')])
    else if (/^\r?$/.test(line)) break
  }
  return { ...head, headers: headers.slice(0, 256) }
}

/** What can be told of a line that is no request line: words in the places of method, target and version. */
export function looseHead(line: string): Head {
  const words = line
    .replace(/[\r\n].*$/s, '')
    .slice(0, 4096)
    .split(' ')
  const last = words.length > 1 && /^HTTP\//i.test(words.at(-1) ?? '') ? words.pop() : undefined
  const method = words.length > 1 && /^[\x21-\x7e]{1,64}$/.test(words[0] ?? '') ? (words.shift() ?? '') : ''
  return { ...NO_HEAD, method, target: words.join(' '), versionText: last ?? '' }
}
