// What the HTTP parsers and fronts hand to each other. Text from the wire is latin1: one character is one byte.

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
