// A parser of server-sent events (WHATWG HTML, section 9.2), fed with text as it comes.

/** One dispatched message, or sign of life when `data` is null (a comment, or an id alone). */
export interface SseMessage {
  readonly event: string
  readonly data: string | null
  /** The last id said so far; empty when none was. */
  readonly id: string
}

export interface SseParser {
  /** Takes more text and gives the messages that it completes, in order. */
  feed(text: string): SseMessage[]
}

/** Makes a parser. Lines end with LF, CR or CRLF; unknown fields are ignored; `retry` is left to the caller's own back-off. */
export function sseParser(lastId = ''): SseParser {
  let rest = ''
  let id = lastId
  let event = ''
  let data: string[] = []
  let seen = false

  function dispatch(out: SseMessage[]): void {
    if (data.length > 0) out.push({ event: event || 'message', data: data.join('\n'), id })
    else if (seen) out.push({ event: '', data: null, id })
    event = ''
    data = []
    seen = false
  }

  function field(line: string): void {
    seen = true
    const colon = line.indexOf(':')
    if (colon === 0) return
    const name = colon < 0 ? line : line.slice(0, colon)
    const raw = colon < 0 ? '' : line.slice(colon + 1)
    const value = raw.startsWith(' ') ? raw.slice(1) : raw
    if (name === 'data') data.push(value)
    else if (name === 'event') event = value
    else if (name === 'id' && !value.includes('\0')) id = value
  }

  return {
    feed(text) {
      const out: SseMessage[] = []
      rest += text
      for (;;) {
        const end = /\r\n|\n|\r(?=.)/s.exec(rest)
        if (!end) return out
        const line = rest.slice(0, end.index)
        rest = rest.slice(end.index + end[0].length)
        if (line === '') dispatch(out)
        else field(line)
      }
    },
  }
}
