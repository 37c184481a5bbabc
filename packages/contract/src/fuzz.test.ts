// Any text as an event stream: the same messages however it is cut, and no more of them than lines.
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { it } from 'vitest'
import { type SseMessage, sseParser } from './sse.ts'

const RUNS = fuzzRuns(2000)

const plan = {
  name: 'sseParser',
  corpus: samples(
    ': hello\n\nid: 1.0\nevent: event\ndata: {"a":\ndata: 1}\n\ndata\n\n',
    'data: x\r\n\r\ndata:y\r\rid\n\n',
    'retry: 1\nid: a\0b\ndata: z\n\n',
    'data\n'.repeat(50),
  ),
  dictionary: samples('\n', '\r', '\r\n', '\n\n', 'data:', 'id:', 'event:', ': ', '\0', '\xef\xbb\xbf'),
}

it('any bytes: sseParser', { timeout: fuzzTimeout(RUNS) }, () =>
  fuzz({ ...plan, runs: RUNS }, (input, number) => {
    const text = new TextDecoder('latin1').decode(input)
    const whole = sseParser().feed(text)
    holds(whole.length <= text.length / 2 + 1, 'a message takes two letters at least')
    const parser = sseParser()
    const cut = (number * 7919) % (text.length + 1)
    const messages: SseMessage[] = [...parser.feed(text.slice(0, cut)), ...parser.feed(text.slice(cut))]
    holds(JSON.stringify(messages) === JSON.stringify(whole), 'the same however the text is cut')
  }),
)
