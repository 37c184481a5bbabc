// Uploaded files in a multipart body (RFC 7578), found while it streams by; holds one boundary's length, or one part's headers.

/** What the splitter tells as it goes. */
export type Part =
  | { readonly kind: 'file'; readonly name: string; readonly type: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'data'; readonly data: Buffer }
  | { readonly kind: 'end' }

const MAX_HEADING = 8192

/** The boundary in a Content-Type, or undefined. */
export function boundaryOf(type: string | undefined): string | undefined {
  const match = /^multipart\/[a-z-]+ *;.*\bboundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/is.exec(type ?? '')
  return match?.[1] ?? match?.[2]
}

export class Splitter {
  readonly #mark: Buffer
  #held: Buffer = Buffer.from('\r\n')
  #state: 'preamble' | 'heading' | 'data' | 'over' = 'preamble'

  constructor(boundary: string) {
    this.#mark = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  push(bytes: Buffer): Part[] {
    const parts: Part[] = []
    this.#held = Buffer.concat([this.#held, bytes])
    while (this.#state !== 'over') {
      const more = this.#state === 'heading' ? this.#heading(parts) : this.#content(parts)
      if (!more) return parts
    }
    this.#held = Buffer.alloc(0)
    return parts
  }

  #content(parts: Part[]): boolean {
    const at = this.#held.indexOf(this.#mark)
    const certain = at < 0 ? Math.max(0, this.#held.length - this.#mark.length) : at
    if (this.#state === 'data' && certain > 0) parts.push({ kind: 'data', data: this.#held.subarray(0, certain) })
    if (at < 0) {
      this.#held = Buffer.from(this.#held.subarray(certain))
      return false
    }
    if (this.#held.length < at + this.#mark.length + 2) {
      this.#held = Buffer.from(this.#held.subarray(at))
      return false
    }
    if (this.#state === 'data') parts.push({ kind: 'end' })
    const after = this.#held.toString('latin1', at + this.#mark.length, at + this.#mark.length + 2)
    this.#held = this.#held.subarray(at + this.#mark.length)
    this.#state = after === '--' ? 'over' : 'heading'
    return true
  }

  #heading(parts: Part[]): boolean {
    const end = this.#held.indexOf('\r\n\r\n')
    if (end < 0 && this.#held.length <= MAX_HEADING) return false
    if (end < 0 || end > MAX_HEADING) {
      this.#state = 'over'
      return true
    }
    const text = this.#held.toString('latin1', 0, end)
    this.#held = this.#held.subarray(end + 4)
    // The CRLF before a boundary that follows at once belongs to the boundary.
    const disposition = /^content-disposition:(.*)$/im.exec(text)?.[1] ?? ''
    const file = /\bfilename="((?:[^"\\]|\\.)*)"|\bfilename=([^;\s]+)/i.exec(disposition)
    const type = /^content-type: *(.*)$/im.exec(text)?.[1]?.trim() ?? 'application/octet-stream'
    const name = /\bname="([^"]*)"/i.exec(disposition.replace(/\bfilename="[^"]*"/i, ''))?.[1] ?? ''
    parts.push(file ? { kind: 'file', name: file[1] ?? file[2] ?? '', type } : { kind: 'field', name })
    this.#state = 'data'
    return true
  }
}
