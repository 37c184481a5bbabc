// Any text as cursor, network and address: read, or refused with the one Problem that says so.
import { type ErrorCode, Problem } from '@decnet/kernel'
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { describe, it } from 'vitest'
import { addressKey, networkRange } from './addresses.ts'
import { decodeCursor, encodeCursor } from './page.ts'

const RUNS = fuzzRuns(2000)

const latin1 = (input: Uint8Array) => Buffer.from(input).toString('latin1')

/** What `run` gives; null where it throws a Problem of that code. */
function given<Got>(code: ErrorCode, run: () => Got): Got | null {
  try {
    return run()
  } catch (problem) {
    if (problem instanceof Problem && problem.code === code) return null
    throw problem
  }
}

function cursors(input: Uint8Array, number: number): void {
  // Half of them as they are, half as what a cursor holds.
  const text = number % 2 === 0 ? latin1(input) : Buffer.from(input).toString('base64url')
  const key = given('cursor.invalid', () => decodeCursor('list', text, ['number', 'string']))
  if (key === null) return
  holds(typeof key[0] === 'number' && Number.isSafeInteger(key[0]) && typeof key[1] === 'string' && key.length === 2, 'a key has its shape')
  holds(given('cursor.invalid', () => decodeCursor('list', encodeCursor('list', key), ['number', 'string'])) !== null, 'it is one again')
}

function addresses(input: Uint8Array): void {
  const text = latin1(input)
  const key = addressKey(text)
  if (key !== null) holds(/^[0-9a-f]{32}$/.test(key), 'a key has 32 digits')
  const range = given('query.invalid', () => networkRange(text))
  if (range === null) return
  holds(/^[0-9a-f]{32}$/.test(range.first) && /^[0-9a-f]{32}$/.test(range.last) && range.first <= range.last, 'a range has two ends')
  if (key !== null) holds(range.first === key && range.last === key, 'an address is a network of one')
}

const lists = {
  corpus: samples('["list",1,"a"]', encodeCursor('list', [1, 'a']), '["other",1,"a"]', '["list",1e3,"\\ud800"]', 'null', '{"0":"list"}'),
  dictionary: samples('[', ']', '"', ',', '1e999', '-0', '9007199254740993', '"list"', '{"__proto__":', '=', '-', '_'),
  maxLength: 1024,
}
const networks = {
  corpus: samples(
    '10.0.0.0/8',
    '192.0.2.1',
    '2001:db8::/32',
    '::ffff:127.0.0.1',
    '::',
    'fe80::1%eth0/64',
    '1:2:3:4:5:6:7:8/128',
    ' ::1/0 ',
  ),
  dictionary: samples('::', ':', '.', '/', '%', '/128', '0x', '00', '255', '256', 'ffff', '/-1', ' '),
  maxLength: 1024,
}

describe('any bytes', () => {
  it.each([
    { name: 'decodeCursor', ...lists, check: cursors },
    { name: 'networkRange and addressKey', ...networks, check: addresses },
  ])('$name', { timeout: fuzzTimeout(RUNS) }, ({ check, ...plan }) => fuzz({ ...plan, runs: RUNS }, check))
})
