// The reader of JSON lines: any cut of the stream gives the same lines, and no bytes make it throw.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { jsonLineReader } from './json-lines.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const schema = z.object({ n: z.number() })

test('any cut of the stream gives the same values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 20 }), fc.array(fc.nat(50), { maxLength: 20 }), (numbers, cuts) => {
      const all = bytes(numbers.map((n) => `{"n":${n}}\n`).join(''))
      const reader = jsonLineReader(schema, 100)
      const got: unknown[] = []
      let at = 0
      for (const cut of [...cuts, all.length]) {
        got.push(...reader.feed(all.subarray(at, at + cut)))
        at += cut
      }
      expect(got).toEqual(numbers.map((n) => ({ ok: true, value: { n } })))
    }),
  )
})

test('a line over the bound is reported once and the next is read', () => {
  const reader = jsonLineReader(schema, 10)
  expect(reader.feed(bytes('x'.repeat(8)))).toEqual([])
  expect(reader.feed(bytes('x'.repeat(80)))).toEqual([{ ok: false, reason: 'a line is longer than 10 bytes' }])
  expect(reader.feed(bytes('xxx\n{"n":1}\n'))).toEqual([{ ok: true, value: { n: 1 } }])
})

test('lines that are not JSON or not of the schema say so', () => {
  const reader = jsonLineReader(schema, 100)
  const lines = reader.feed(bytes('nope\n{"n":"x"}\n\n{"n":2}\n'))
  expect(lines.map((line) => line.ok)).toEqual([false, false, true])
})

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
      const reader = jsonLineReader(schema, 20)
      for (const chunk of chunks) for (const line of reader.feed(chunk)) expect(line.ok || line.reason.length > 0).toBe(true)
    }),
  )
})
