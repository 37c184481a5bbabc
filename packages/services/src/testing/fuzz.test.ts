// Any bytes at the reading half of the test conversations: every byte comes out once, in order, in bounded lines.
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { it } from 'vitest'
import { Inbox } from './inbox.ts'

const RUNS = fuzzRuns(2000)
const corpus = samples('a\r\nb\nc', '\r\r\n\n\r', `${'x'.repeat(60)}\r\n${'y'.repeat(64)}\r\n`, 'no end')

it('any bytes: Inbox', { timeout: fuzzTimeout(RUNS) }, () =>
  fuzz({ name: 'Inbox', runs: RUNS, corpus, dictionary: samples('\r\n', '\n', '\r'), maxLength: 1024 }, async (input) => {
    const inbox = new Inbox()
    inbox.push(input)
    inbox.close()
    let out = ''
    for (let line = await inbox.line(64); line; line = await inbox.line(64)) {
      holds(line.bytes.length <= 64 && (line.bytes.length > 0 || line.end !== 'none'), 'a line is bounded, and takes something')
      out += line.bytes.toString('latin1') + { crlf: '\r\n', lf: '\n', none: '' }[line.end]
    }
    holds(out === Buffer.from(input).toString('latin1'), 'every byte comes out once')
  }),
)
