// What services hold for peers: shares, what is given back, and a sensor whose peers ask for more than it has.
import { afterEach, expect, test } from 'vitest'
import { Holdings } from './holdings.ts'
import { dial, eventually, type Peer } from './peer.ts'
import { startTestSensor, type TestDecky, type TestSensor } from './testing.ts'

const KIB = 1024

test('an owner alone gets half of what is shared, and leaves the rest to others', () => {
  const total = { bytes: 0, limit: 10_000 }
  const holdings = new Holdings({ limit: 4000, floor: 100, total })
  const one = holdings.open('one')
  let held = 0
  while (one.hold(100)) held += 100
  expect(held).toBe(1500)
  const [again, two] = [holdings.open('one'), holdings.open('two')]
  expect(again.hold(1)).toBe(false)
  expect(two.hold(700)).toBe(true)
  expect(two.hold(100)).toBe(false)
  expect([holdings.bytes, total.bytes]).toEqual([2200, 2200])
  expect(again.hold(-500)).toBe(true)
  expect(holdings.bytes).toBe(2200)
  one.close()
  expect(one.hold(1)).toBe(false)
  two.close()
  expect([holdings.bytes, total.bytes]).toEqual([0, 0])
})

test('the reserve is for those who hold little, and the sensor as a whole has the last word', () => {
  const total = { bytes: 0, limit: 4000 }
  const holdings = new Holdings({ limit: 4000, floor: 100, total })
  const many = Array.from({ length: 40 }, (_, index) => holdings.open(`owner ${index}`))
  for (const each of many) while (each.hold(50));
  expect(holdings.bytes).toBe(4000)
  expect(many.every((each) => each.hold(0))).toBe(true)
  expect(many.filter((each) => each.hold(1))).toEqual([])
  many[0]?.close()
  total.bytes = 4000
  expect(many[1]?.hold(-1)).toBe(true)
  expect(many[1]?.hold(2)).toBe(false)
})

const running: TestSensor[] = []
const peers: Peer[] = []
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.socket.destroy()
  for (const sensor of running.splice(0)) await sensor.stop()
})

async function start(): Promise<{ sensor: TestSensor; deckies: TestDecky[] }> {
  const sensor = await startTestSensor({ limits: { heldServiceBytes: 2048 * KIB, heldFloorBytes: 32 * KIB } })
  running.push(sensor)
  const deckies = []
  for (const name of ['one', 'two']) deckies.push(await sensor.decky({ services: { redis: {} }, name }))
  return { sensor, deckies }
}

async function call(decky: TestDecky | undefined, from: string): Promise<Peer> {
  const peer = await dial(decky?.port('redis') ?? 0, { from })
  peers.push(peer)
  return peer
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`
const set = (key: string, bytes: number) => `*3\r\n${bulk('SET')}${bulk(key)}${bulk('v'.repeat(bytes))}`

async function isServed(decky: TestDecky | undefined): Promise<void> {
  const other = await call(decky, '127.77.9.2')
  other.say(`PING\r\n${set('mine', 4000)}MULTI\r\nGET mine\r\nEXEC\r\nDEL mine\r\n`)
  await other.hears(`*1\r\n$4000\r\n${'v'.repeat(4000)}\r\n:1\r\n`)
  expect(other.text.startsWith('+PONG\r\n+OK\r\n+OK\r\n+QUEUED\r\n')).toBe(true)
  other.socket.destroy()
}

test.each([
  ['half-sent values', (peer: Peer) => void peer.say(`*3\r\n${bulk('SET')}${bulk('k')}$8000000\r\n${'v'.repeat(200_000)}`)],
  ['half-sent lists of short arguments', (peer: Peer) => void peer.say(`*200000\r\n${bulk('short')}${bulk('argument').repeat(6000)}`)],
  ['half-sent lines', (peer: Peer) => void peer.say(`SET k ${'v'.repeat(60_000)}`)],
  ['queued commands', (peer: Peer) => void peer.say(`MULTI\r\n${set('k', 40_000).repeat(6)}`)],
  [
    'watched keys',
    (peer: Peer) => void peer.say(`${Array.from({ length: 60 }, (_, at) => `WATCH ${'k'.repeat(3000)}${at}\r\n`).join('')}`),
  ],
  [
    'channels',
    (peer: Peer) => void peer.say(`${Array.from({ length: 60 }, (_, at) => `SUBSCRIBE ${'k'.repeat(3000)}${at}\r\n`).join('')}`),
  ],
])('60 peers with %s', async (_what, attack) => {
  const { sensor, deckies } = await start()
  for (let count = 0; count < 60; count++) attack(await call(deckies[count % 2], '127.77.9.1'))
  await eventually(
    () => sensor.sensor.stats().held > 250 * KIB,
    () => sensor.sensor.stats(),
  )
  for (const decky of deckies) await isServed(decky)
  expect(sensor.sensor.stats().held).toBeLessThan((2048 + 60 * 64) * KIB)
  for (const peer of peers.splice(0)) peer.socket.destroy()
  await eventually(() => sensor.sensor.stats().live === 0)
  expect(sensor.sensor.stats().crashed).toBe(0)
  // What is left are the deckies' own keys, and what queued writes were to add to them.
  expect(sensor.sensor.stats().held).toBeLessThan(300 * KIB)
  for (const decky of deckies) await sensor.sensor.obey({ order: 'remove', decky_id: decky.spec.decky_id, revision: 2 })
  expect(sensor.sensor.stats().held).toBe(0)
})

test('a decky full of large values says so, and leaves room to its neighbour', async () => {
  const { sensor, deckies } = await start()
  const [full, other] = deckies
  const peer = await call(full, '127.77.9.1')
  for (let at = 0; at < 30; at++) peer.say(set(`k${at}`, 50_000))
  await peer.hears("-OOM command not allowed when used memory > 'maxmemory'.\r\n")
  await isServed(other)
  peer.say('FLUSHALL\r\nSET a 1\r\nGET a\r\n')
  await peer.hears('+OK\r\n+OK\r\n$1\r\n1\r\n')
  expect(sensor.sensor.stats().held).toBeLessThan(64 * KIB)
})

test('clients that leave while they are blocked are let go at once, without a reply', async () => {
  const { sensor, deckies } = await start()
  for (let count = 0; count < 60; count++) {
    const peer = await call(deckies[0], '127.77.9.1')
    peer.say(`PING\r\nBLPOP ${`${'k'.repeat(3000)} `.repeat(18)}0\r\n`)
    // What came before the wait is answered before it.
    await peer.hears('+PONG\r\n')
    peer.socket.end()
    expect(await peer.ends()).toBe('end')
    expect(peer.text).toBe('+PONG\r\n')
  }
  await eventually(() => sensor.sensor.stats().live === 0)
})

test('one short command cannot make replies or keys without end', async () => {
  const { sensor, deckies } = await start()
  const peer = await call(deckies[0], '127.77.9.1')
  peer.say(`${set('k', 50_000)}MGET ${'k '.repeat(1000)}\r\n`)
  expect(await peer.ends()).toBe('end')
  const second = await call(deckies[0], '127.77.9.1')
  second.say(`DEL k\r\nSADD s ${Array.from({ length: 2000 }, (_, at) => `member${at}`).join(' ')}\r\n`)
  for (let at = 0; at < 30; at++) second.say(`SUNIONSTORE s${at} s\r\n`)
  await second.hears('-OOM ')
  second.socket.destroy()
  await isServed(deckies[1])
  expect(sensor.sensor.stats().crashed).toBe(0)
})
