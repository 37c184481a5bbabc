// Any bytes at the kernel's own parser; and the fuzz engine itself, which must repeat what it did and name what broke.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonLineReader } from './json-lines.ts'
import { Mutator } from './mutations.ts'
import { agentMessage, agentOrder } from './ports/runtime.ts'
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from './testing.ts'

const RUNS = fuzzRuns(2000)
const MOST = 512

const corpus = samples(
  '{"order":"stop"}\n',
  '{"n":1}\n{"n":2}\r\n\n{"n":[]}\n',
  '{"order":"spec","decky":{"id":"00000000-0000-4000-8000-000000000001","name":"a"}}\n{"order":"remove"',
  `{"n":"${'x'.repeat(500)}"}\n`,
)
const dictionary = samples(
  '\n',
  '\r',
  '\0',
  '{',
  '}',
  '"',
  '\\',
  '\\ud800',
  '[[[[',
  'null',
  '1e999',
  '"__proto__":{',
  '\xff\xfe',
  '\xef\xbb\xbf',
)

describe('any bytes', () => {
  it('jsonLineReader', { timeout: fuzzTimeout(RUNS) }, async () => {
    const schemas = [z.object({ n: z.number() }), agentOrder, agentMessage]
    await fuzz({ name: 'jsonLineReader', runs: RUNS, corpus, dictionary, maxLength: 2048 }, (input, number) => {
      const schema = schemas[number % schemas.length] ?? agentOrder
      const whole = jsonLineReader(schema, MOST).feed(input)
      let breaks = 0
      for (const byte of input) if (byte === 10) breaks++
      holds(whole.length <= breaks + 1, 'no more answers than lines')
      // Lines that are no JSON are dear to read: a part of them is enough.
      if (number % 4 > 0) return
      const reader = jsonLineReader(schema, MOST)
      const cut = (number * 7919) % (input.length + 1)
      const pieces = [...reader.feed(input.subarray(0, cut)), ...reader.feed(input.subarray(cut))]
      holds(JSON.stringify(pieces) === JSON.stringify(whole), 'the same however it is cut')
    })
  })
})

describe('the fuzz engine', () => {
  const material = { corpus, dictionary, maxLength: 300 }

  it('gives the same input for the same seed and number, and others for others', () => {
    const [first, again, other] = [new Mutator(material, 7), new Mutator(material, 7), new Mutator(material, 8)]
    const different = new Set<string>()
    for (let number = 0; number < 500; number++) {
      const input = first.input(number)
      expect(input.length).toBeLessThanOrEqual(300)
      different.add(input.join())
      different.add(other.input(number).join())
    }
    expect(again.input(123)).toEqual(new Mutator(material, 7).input(123))
    expect(different.size).toBeGreaterThan(800)
  })

  it('reaches full length, keeps samples in part, and never changes them', () => {
    const kept = corpus.map((sample) => sample.join())
    const mutator = new Mutator(material, 1)
    const lengths = Array.from({ length: 3000 }, (_, number) => mutator.input(number).length)
    expect(Math.max(...lengths)).toBe(300)
    expect(corpus.map((sample) => sample.join())).toEqual(kept)
  })

  it('names parser, seed, number and bytes of what broke', async () => {
    const broken = fuzz({ name: 'trap', runs: 10_000, seed: 5, corpus: samples('abc'), dictionary: samples('BOOM') }, (input) => {
      holds(!String.fromCharCode(...input).includes('BOOM'), 'no boom')
    })
    await expect(broken).rejects.toThrow(/^trap failed on input \d+ of seed 5, [0-9a-f]*424f4f4d[0-9a-f]*: Error: does not hold: no boom$/)
  })
})
