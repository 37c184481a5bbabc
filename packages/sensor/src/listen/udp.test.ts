// Datagrams: flows by peer, answers to them only, bounds and ends.
import { createSocket, type Socket } from 'node:dgram'
import { manualClock } from '@decnet/kernel'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../peer.ts'
import { startTestSensor, type TestSensor, type TestSensorInput } from '../testing.ts'
import { ran, toy } from '../toys.ts'

const closers: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const upper = toy({
  name: 'upper',
  transport: 'udp',
  async answer(packet, talk) {
    const text = packet.toString('latin1')
    if (text === 'boom') throw new Error('broken')
    ran(talk, text)
    return text === 'twice' ? [Buffer.from('1'), Buffer.from('2')] : [Buffer.from(text.toUpperCase())]
  },
})

async function start(input: TestSensorInput = {}): Promise<{ sensor: TestSensor; port: number }> {
  const sensor = await startTestSensor({ services: [upper], ...input })
  closers.push(() => sensor.stop())
  return { sensor, port: (await sensor.decky({ services: { upper: {} } })).port('upper') }
}

function client(port: number): { socket: Socket; heard: string[]; say(text: string): void } {
  const socket = createSocket('udp4')
  const heard: string[] = []
  socket.on('message', (packet) => heard.push(packet.toString('latin1')))
  closers.push(() => void socket.close())
  return { socket, heard, say: (text) => socket.send(text, port, '127.0.0.1') }
}

test('each peer is a session; answers come in order; silence ends it', async () => {
  const clock = manualClock()
  const { sensor, port } = await start({ clock })
  const [one, two] = [client(port), client(port)]
  one.say('hello')
  await eventually(() => one.heard.length === 1)
  one.say('twice')
  two.say('other')
  await eventually(() => one.heard.length === 3 && two.heard.length === 1)
  expect([one.heard, two.heard]).toEqual([['HELLO', '1', '2'], ['OTHER']])
  expect(sensor.sensor.stats().live).toBe(2)
  await eventually(() => {
    clock.advance(1000)
    return sensor.sensor.stats().live === 0
  })
  const closed = (await sensor.events()).filter((event) => event.kind === 'connection.closed')
  expect(closed.map((event) => event.facts)).toMatchObject([
    { reason: 'idle', bytes_in: 10, bytes_out: 7 },
    { reason: 'idle', bytes_in: 5, bytes_out: 5 },
  ])
  expect(new Set(closed.map((event) => event.session)).size).toBe(2)
  one.say('back')
  await eventually(() => one.heard.length === 4)
  expect(sensor.sensor.stats().sessions).toBe(3)
})

test('a crash ends its flow only; the next packet begins another', async () => {
  const { sensor, port } = await start()
  const [one, two] = [client(port), client(port)]
  two.say('stay')
  one.say('boom')
  await sensor.until('connection.closed', (event) => event.facts.reason === 'crash')
  one.say('again')
  two.say('stay')
  await eventually(() => one.heard.length === 1 && two.heard.length === 2)
  expect(sensor.sensor.stats()).toMatchObject({ crashed: 1, sessions: 3 })
})

test('a forged source gets no more than its share of answers', async () => {
  const { sensor, port } = await start({ limits: { udpAnswerBytes: 10, connectionsPerSource: 1 } })
  const [one, two] = [client(port), client(port)]
  for (const word of ['aaaa', 'bbbb', 'cccc', 'd']) one.say(word)
  await eventually(() => one.heard.length === 3)
  expect(one.heard).toEqual(['AAAA', 'BBBB', 'D'])
  two.say('more')
  await eventually(() => sensor.sensor.stats().refused === 1)
  expect(two.heard).toEqual([])
})
