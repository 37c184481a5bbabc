// The event-stream parser: the cases of WHATWG HTML 9.2.6, and any cut of the same text gives the same messages.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sseParser } from './sse.ts'

test('data, event and id; several data lines join; a comment is a sign of life', () => {
  expect(sseParser().feed(': hello\n\nid: 1.0\nevent: event\ndata: {"a":\ndata: 1}\n\ndata\n\n')).toEqual([
    { event: '', data: null, id: '' },
    { event: 'event', data: '{"a":\n1}', id: '1.0' },
    { event: 'message', data: '', id: '1.0' },
  ])
})

test('an id alone moves the resume point and dispatches nothing', () => {
  expect(sseParser().feed('id: 7.2\n\n')).toEqual([{ event: '', data: null, id: '7.2' }])
})

test('an id with NUL is ignored, unknown fields too, one space after the colon is dropped', () => {
  expect(sseParser('5.5').feed('id: a\0b\nretry: 10\nwhat: ever\ndata:  x\n\n')).toEqual([{ event: 'message', data: ' x', id: '5.5' }])
})

test('CR, LF and CRLF all end lines', () => {
  expect(
    sseParser()
      .feed('data: 1\r\n\r\ndata: 2\r\rdata: 3\n\n')
      .map((message) => message.data),
  ).toEqual(['1', '2', '3'])
})

test('however the text is cut, the messages are the same', () => {
  const piece = fc.constantFrom('data: x', 'data', 'event: e', 'id: 1.1', ': c', '', '', '\r', '\n', '\r\n', 'ключ: ё')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(40), { maxLength: 8 }), (pieces, cuts) => {
      const text = `${pieces.join('\n')}\n\n`
      const whole = sseParser().feed(text)
      const parser = sseParser()
      const parts: ReturnType<typeof parser.feed> = []
      let from = 0
      for (const cut of [...cuts].sort((a, b) => a - b)) {
        parts.push(...parser.feed(text.slice(from, Math.max(from, cut))))
        from = Math.max(from, cut)
      }
      parts.push(...parser.feed(text.slice(from)))
      expect(parts).toEqual(whole)
    }),
  )
})
