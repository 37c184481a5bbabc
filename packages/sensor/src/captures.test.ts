// Captured files: chunks and seals in the spool, and the bounds that cut them.
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { dial } from './peer.ts'
import { startTestSensor, type TestSensor, type TestSensorInput } from './testing.ts'
import { toy } from './toys.ts'

const running: TestSensor[] = []
async function start(input: TestSensorInput): Promise<TestSensor> {
  const sensor = await startTestSensor(input)
  running.push(sensor)
  return sensor
}
afterEach(async () => {
  for (const sensor of running.splice(0)) await sensor.stop()
})

describe('captures', () => {
  const keeper = toy({
    name: 'keeper',
    emits: ['file.captured'],
    async serve(talk) {
      const size = Number((await talk.line())?.bytes.toString())
      const sink = talk.capture('upload.bin', 'application/octet-stream')
      for (let left = size; left > 0; ) {
        const bytes = await talk.chunk(Math.min(left, 10_000))
        if (!bytes) break
        await sink.write(bytes)
        left -= bytes.length
      }
      const sealed = await sink.close()
      talk.emit('file.captured', { ...sealed, name: 'upload.bin', mime: 'application/octet-stream', how: 'upload' })
      await talk.say('kept\n')
    },
  })

  test('arrive as numbered chunks whose sum is their seal', async () => {
    const sensor = await start({ services: [keeper] })
    const decky = await sensor.decky({ services: { keeper: {} } })
    const body = Buffer.from(Array.from({ length: 300_001 }, (_, index) => index % 251))
    const peer = await dial(decky.port('keeper'))
    peer.say(Buffer.concat([Buffer.from(`${body.length}\n`), body]))
    await peer.hears('kept')
    const frames = await sensor.frames()
    const chunks = frames.flatMap((each) => (each.frame === 'chunk' ? [each] : []))
    const bytes = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.data, 'base64')))
    expect(chunks.map((chunk) => chunk.n)).toEqual(chunks.map((_, index) => index))
    expect(bytes.equals(body)).toBe(true)
    const sha256 = createHash('sha256').update(body).digest('hex')
    const sealed = frames.find((each) => each.frame === 'sealed')
    expect(sealed).toMatchObject({ chunks: chunks.length, size: body.length, sha256, complete: true })
    expect((await sensor.until('file.captured')).facts).toMatchObject({ sha256, size: body.length, complete: true })
  })

  test('are cut at the bounds of file and session', async () => {
    const sensor = await start({ services: [keeper], limits: { captureFileBytes: 5000, captureSessionBytes: 5000 } })
    const decky = await sensor.decky({ services: { keeper: {} } })
    const peer = await dial(decky.port('keeper'))
    peer.say(`9000\n${'a'.repeat(9000)}`)
    await peer.hears('kept')
    const sha256 = createHash('sha256').update('a'.repeat(5000)).digest('hex')
    expect((await sensor.until('file.captured')).facts).toMatchObject({ sha256, size: 5000, complete: false })
  })

  test('stop, marked incomplete, when the spool is nearly full; the events go on', async () => {
    const sensor = await start({ services: [keeper], limits: { spoolBytes: 200_000 } })
    const decky = await sensor.decky({ services: { keeper: {} } })
    const peer = await dial(decky.port('keeper'))
    peer.say(`400000\n${'b'.repeat(400_000)}`)
    await peer.hears('kept')
    const captured = await sensor.until('file.captured')
    expect(captured.facts.complete).toBe(false)
    expect(captured.facts.size).toBeGreaterThan(50_000)
    expect(captured.facts.size).toBeLessThan(160_000)
    const frames = await sensor.frames()
    const kept = frames.flatMap((each) => (each.frame === 'chunk' ? [Buffer.from(each.data, 'base64')] : []))
    expect(createHash('sha256').update(Buffer.concat(kept)).digest('hex')).toBe(captured.facts.sha256)
    expect((await sensor.until('events.lost')).facts.what).toBe('captures')
  })

  test('are sealed as incomplete when the service dies on them', async () => {
    const dying = toy({
      name: 'dying',
      async serve(talk) {
        await talk.capture('half', 'text/plain').write(Buffer.from('half of it'))
        throw new Error('dead')
      },
    })
    const sensor = await start({ services: [dying] })
    const decky = await sensor.decky({ services: { dying: {} } })
    await (await dial(decky.port('dying'))).ends()
    await sensor.until('connection.closed')
    const sealed = (await sensor.frames()).find((each) => each.frame === 'sealed')
    const sha256 = createHash('sha256').update('half of it').digest('hex')
    expect(sealed).toMatchObject({ chunks: 1, size: 10, sha256, complete: false })
  })
})
