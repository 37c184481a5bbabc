// Reading: lines, counts and chunks from any slicing of the bytes, under a bound, never losing one.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Intake } from './intake.ts'

function intake(bounds: { readAhead?: number; most?: number; limit?: number } = {}) {
  const seen = { paused: false, pauses: 0, overflows: 0 }
  const total = { bytes: 0, limit: bounds.limit ?? 1_000_000 }
  const reader = new Intake({
    readAhead: bounds.readAhead ?? 64,
    most: bounds.most ?? 10_000,
    total,
    pause: () => {
      seen.paused = true
      seen.pauses++
    },
    resume: () => {
      seen.paused = false
    },
    overflow: () => {
      seen.overflows++
    },
  })
  return { reader, seen, total }
}

const buffer = (text: string) => Buffer.from(text, 'latin1')

describe('line', () => {
  test('says how it ended, and null at the end', async () => {
    const { reader } = intake()
    reader.push(buffer('a\r\nb\n\r\n\nrest'))
    reader.finish()
    const lines = []
    for (let line = await reader.line(); line; line = await reader.line()) lines.push([line.bytes.toString(), line.end, line.overlong])
    expect(lines).toEqual([
      ['a', 'crlf', false],
      ['b', 'lf', false],
      ['', 'crlf', false],
      ['', 'lf', false],
      ['rest', 'none', false],
    ])
    expect(await reader.line()).toBeNull()
  })

  test('a line of exactly the bound fits, one byte more is overlong and can be read on', async () => {
    const { reader } = intake()
    reader.push(buffer('1234\r\n12345\r\n1234'))
    expect(await reader.line(4)).toMatchObject({ end: 'crlf', overlong: false })
    expect(await reader.line(4)).toMatchObject({ bytes: buffer('1234'), end: 'none', overlong: true })
    expect(await reader.line(4)).toMatchObject({ bytes: buffer('5'), end: 'crlf' })
    const last = reader.line(4)
    reader.push(buffer('\r'))
    reader.push(buffer('\n'))
    expect(await last).toMatchObject({ bytes: buffer('1234'), end: 'crlf', overlong: false })
  })

  test('gives the same lines however the bytes arrive', async () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\r', '\n', 'long'.repeat(5)), { maxLength: 60 }).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 60 }), async (stream, cuts) => {
        const read = async (slices: string[]) => {
          const { reader, seen } = intake({ readAhead: 16 })
          const lines: string[] = []
          const reading = (async () => {
            for (let line = await reader.line(12); line; line = await reader.line(12))
              lines.push(`${line.bytes.toString()}|${line.end}|${line.overlong}`)
          })()
          for (const slice of slices) {
            while (seen.paused) await new Promise(setImmediate)
            reader.push(buffer(slice))
          }
          reader.finish()
          await reading
          return lines
        }
        const slices: string[] = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const length = cuts[turn % cuts.length] ?? 1
          slices.push(stream.slice(at, at + length))
          at += length
        }
        expect(await read(slices)).toEqual(await read([stream]))
      }),
      { numRuns: 100 },
    )
  })
})

test('bytes gives exactly so many, and null without losing what came when the peer is gone', async () => {
  const { reader } = intake()
  reader.push(buffer('abc'))
  const five = reader.bytes(5)
  reader.push(buffer('defg'))
  expect((await five)?.toString()).toBe('abcde')
  const ten = reader.bytes(10)
  reader.finish()
  expect(await ten).toBeNull()
  expect((await reader.chunk())?.toString()).toBe('fg')
  expect(await reader.chunk()).toBeNull()
})

test('unread goes in front; bytes handed out are never overwritten', async () => {
  const { reader } = intake()
  reader.push(buffer('one'))
  const one = await reader.chunk()
  reader.push(buffer('two'))
  reader.unread(one ?? Buffer.alloc(0))
  reader.push(buffer('three'.repeat(20)))
  const all = await reader.bytes(6)
  reader.push(buffer('x'.repeat(2000)))
  expect(one?.toString()).toBe('one')
  expect(all?.toString()).toBe('onetwo')
})

test('pauses at the read-ahead, resumes when read; a larger read raises it while it waits', async () => {
  const { reader, seen, total } = intake({ readAhead: 10 })
  reader.push(Buffer.alloc(9))
  expect(seen.paused).toBe(false)
  reader.push(Buffer.alloc(3))
  expect(seen.paused).toBe(true)
  const large = reader.bytes(100)
  expect(seen.paused).toBe(false)
  for (let sent = 12; sent < 100; sent += 11) reader.push(Buffer.alloc(11))
  expect((await large)?.length).toBe(100)
  expect(seen.paused).toBe(false)
  expect(total.bytes).toBe(0)
  await expect(reader.bytes(10_001)).rejects.toThrow('over the bound')
})

test('one reader at a time; the sensor-wide bound is noticed; what is dropped is not counted', async () => {
  const { reader, seen, total } = intake({ readAhead: 4, limit: 10 })
  const first = reader.line()
  await expect(reader.line()).rejects.toThrow('one reader')
  reader.push(Buffer.alloc(11, 'a'))
  expect(seen.overflows).toBe(1)
  reader.drop()
  expect(total.bytes).toBe(0)
  expect(await first).toBeNull()
})
