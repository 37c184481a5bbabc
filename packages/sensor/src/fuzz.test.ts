// Any bytes at the sensor's own readers: its control lines, and what a conversation reads of a peer.
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { describe, it } from 'vitest'
import { Intake } from './intake.ts'
import { parseOrder } from './orders.ts'

const RUNS = fuzzRuns(2000)
const ID = '00000000-0000-4000-8000-000000000001'
const DECKY = {
  ...{ decky_id: ID, name: 'a', topology_id: null, revision: 1, os: 'debian-12', hostname: 'h', address: '127.0.0.1', seed: 'AAAA' },
  ...{ installed: 1, services: [], tarpit: null, runtime: 'embedded' },
}

function orders(input: Uint8Array): void {
  const order = parseOrder(new TextDecoder().decode(input))
  if (typeof order === 'string') holds(order.length > 0 && order.length <= 300, 'a refusal has a bounded reason')
  else holds(['spec', 'remove', 'stop'].includes(order.order), 'an order is one that there is')
}

async function lines(input: Uint8Array, number: number): Promise<void> {
  const total = { bytes: 0, limit: 1 << 20 }
  let paused = 0
  const overflow = () => holds(false, 'nothing overflows below the limit')
  const intake = new Intake({ readAhead: 128, most: 4096, total, pause: () => paused++, resume: () => paused--, overflow })
  const bytes = Buffer.from(input)
  const cut = (number * 7919) % (bytes.length + 1)
  // Pushed in two pieces: the second comes when the first has been read as far as it goes.
  intake.push(bytes.subarray(0, cut))
  let out = ''
  let waiting = intake.line(64)
  intake.push(bytes.subarray(cut))
  intake.finish()
  for (let line = await waiting; line; line = await waiting) {
    holds(line.bytes.length <= 64 && (line.bytes.length > 0 || line.end !== 'none'), 'a line is bounded, and takes something')
    out += line.bytes.toString('latin1') + { crlf: '\r\n', lf: '\n', none: '' }[line.end]
    waiting = intake.line(64)
  }
  holds(out === bytes.toString('latin1'), 'every byte comes out once')
  holds(total.bytes === 0 && intake.held === 0 && paused === 0, 'nothing is held at the end')
}

const control = {
  corpus: samples(
    JSON.stringify({ order: 'spec', decky: DECKY }),
    JSON.stringify({ order: 'remove', decky_id: ID, revision: 1 }),
    '{"order":"stop"}',
  ),
  dictionary: samples('{', '}', '"', '[', '\\u0000', 'null', '1e999', ',"decky":', '"order":', '"__proto__":', '\xff'),
}
const peer = {
  corpus: samples('a\r\nb\nc', '\r\r\n\n\r', `${'x'.repeat(60)}\r\n${'y'.repeat(64)}\r\n`, 'no end'),
  dictionary: samples('\r\n', '\n', '\r', '\0'),
  maxLength: 1024,
}

describe('any bytes', () => {
  it.each([
    { name: 'parseOrder', ...control, check: orders },
    { name: 'Intake', ...peer, check: lines },
  ])('$name', { timeout: fuzzTimeout(RUNS) }, ({ check, ...plan }) => fuzz({ ...plan, runs: RUNS }, check))
})
