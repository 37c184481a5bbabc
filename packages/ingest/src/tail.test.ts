// Tailing: every byte of a spool comes out once, whatever the pieces in which it was written and read.
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LineSink, segmentName, Tail } from './tail.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tail-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

function collector() {
  const lines: string[] = []
  const long: string[] = []
  const torn: string[] = []
  const sink: LineSink = {
    line: (bytes) => lines.push(bytes.toString('latin1')),
    long: (bytes) => long.push(bytes.toString('latin1')),
    torn: (bytes) => torn.push(bytes.toString('latin1')),
  }
  return { lines, long, torn, sink }
}

const start = { segment: 0, offset: 0 }
const segment = (number: number) => join(directory, segmentName(number))

test('an unfinished line waits for its end and then comes whole', async () => {
  const { lines, sink } = collector()
  const tail = new Tail(directory, start)
  expect(await tail.read({ lines: 10, ended: false }, sink)).toBe(true)
  await writeFile(segment(0), 'one\ntw')
  expect(await tail.read({ lines: 10, ended: false }, sink)).toBe(true)
  expect(tail.position).toEqual({ segment: 0, offset: 4 })
  await appendFile(segment(0), 'o\n')
  await tail.read({ lines: 10, ended: false }, sink)
  expect(lines).toEqual(['one', 'two'])
  await tail.close()
})

test('segments follow each other, gaps too; a torn end of a finished one is told', async () => {
  const { lines, torn, sink } = collector()
  await writeFile(segment(1), 'a\nb\nhalf')
  await writeFile(segment(4), 'c\nopen end')
  const tail = new Tail(directory, start)
  await tail.read({ lines: 100, ended: false }, sink)
  expect({ lines, torn, at: tail.position }).toEqual({ lines: ['a', 'b', 'c'], torn: ['half'], at: { segment: 4, offset: 2 } })
  await tail.read({ lines: 100, ended: true }, sink)
  expect({ torn, at: tail.position }).toEqual({ torn: ['half', 'open end'], at: { segment: 4, offset: 10 } })
  await tail.close()
})

test('a line longer than the buffer is told once, by its beginning, and the next line is whole', async () => {
  const { lines, long, sink } = collector()
  await writeFile(segment(0), `ok\n${'x'.repeat(100_000)}`)
  const tail = new Tail(directory, start, Buffer.alloc(16_384))
  await tail.read({ lines: 10, ended: false }, sink)
  expect(tail.position.offset).toBe(3)
  await appendFile(segment(0), `${'y'.repeat(50_000)}\nafter\n`)
  await tail.read({ lines: 10, ended: false }, sink)
  expect(lines).toEqual(['ok', 'after'])
  expect(long).toEqual(['x'.repeat(8192)])
  await tail.close()
})

test('reading in any portions, with new readers from the position, gives every line once and in order', async () => {
  const content = fc.array(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '{', '\u00ff'), maxLength: 300 }), { maxLength: 30 }), {
    minLength: 1,
    maxLength: 3,
  })
  let round = 0
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 7 }), async (segments, portion) => {
      const home = join(directory, String(round++))
      await mkdir(home)
      for (const [index, lines] of segments.entries()) {
        await writeFile(join(home, segmentName(index)), Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1'))
      }
      const { lines, long, torn, sink } = collector()
      let position = start as { segment: number; offset: number }
      for (let done = false; !done; ) {
        const tail = new Tail(home, position, Buffer.alloc(16_384))
        done = await tail.read({ lines: portion, ended: true }, sink)
        position = tail.position
        await tail.close()
      }
      expect({ lines, long, torn }).toEqual({ lines: segments.flat(), long: [], torn: [] })
    }),
    { numRuns: 50 },
  )
})
