// Whatever a sensor's spool holds: nothing throws, and every line is either stored or set aside and counted.
import { eventKinds, isEventKind } from '@decnet/kernel'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, lines, openHouse, said } from './fixture.ts'
import { poisonReasons, readFrame } from './read-frame.ts'

const good = () => lines(said('command.ran', { language: 'redis', command: 'GET a', outcome: 'ok' })).trimEnd()

/** A valid line with some bytes overwritten, taken out or doubled; never with a newline. */
const mutated = fc
  .array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom('set', 'cut', 'double')), { maxLength: 4 })
  .map((changes) => {
    let bytes = Buffer.from(good())
    for (const [chance, value, how] of changes) {
      const at = chance % bytes.length
      const end = how === 'set' ? at + 1 : Math.min(bytes.length, at + (value % 16))
      const middle =
        how === 'set'
          ? Buffer.of(value)
          : how === 'cut'
            ? Buffer.alloc(0)
            : Buffer.concat([bytes.subarray(at, end), bytes.subarray(at, end)])
      bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(end)])
    }
    return Buffer.from(bytes.map((byte) => (byte === 10 ? 32 : byte)))
  })
const noise = fc.uint8Array({ maxLength: 9000 }).map((bytes) => Buffer.from(bytes.map((byte) => (byte === 10 ? 0 : byte))))
const json = fc.json().map((text) => Buffer.from(text.replaceAll('\n', ' ')))
const frameLike = fc
  .record({
    frame: fc.constantFrom('event', 'chunk', 'sealed'),
    event: fc.jsonValue(),
    capture: fc.jsonValue(),
    n: fc.jsonValue(),
    data: fc.string(),
  })
  .map((value) => Buffer.from(JSON.stringify(value)))
const anyLine = fc.oneof(mutated, noise, json, frameLike)

test('any bytes are read as a frame or as poison with a known reason', () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      const reading = readFrame(line)
      if (reading.frame === 'poison') expect(poisonReasons).toContain(reading.reason)
      else if (reading.frame === 'event') {
        expect(isEventKind(reading.event.kind)).toBe(true)
        expect(eventKinds[reading.event.kind].facts.safeParse(reading.event.facts).success).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

test('in a spool of anything, every line is stored or set aside', async () => {
  let sensor = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(anyLine, fc.constant('good' as const)), { maxLength: 30 }), async (chosen) => {
      const known = chosen.map((line) =>
        line === 'good' ? Buffer.from(good().replace(/"decky_id":"[^"]*"/, `"decky_id":"${house.decky.id}"`)) : line,
      )
      await house.write(Buffer.concat(known.flatMap((line) => [line, Buffer.from('\n')])), {
        sensor: `${++sensor}`,
        incarnation: `${Date.now() - 60_000}-7`,
      })
      const ingest = house.ingest()
      await ingest.start()
      await ingest.stop()
      const { events, quarantined, last_error } = ingest.stats()
      expect({ counted: events + quarantined, last_error }).toEqual({ counted: known.length, last_error: null })
      expect(events).toBeGreaterThanOrEqual(chosen.filter((line) => line === 'good').length)
    }),
    { numRuns: 25 },
  )
})
