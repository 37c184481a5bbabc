// The control socket: orders in, answers out, garbage refused, connections that come and go.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Control, openControl } from './control.ts'
import { dial, Peer } from './peer.ts'
import { specOf, startTestSensor, type TestSensor } from './testing.ts'
import { echo } from './toys.ts'

let dir = ''
let sensor: TestSensor
let control: Control
const path = () => join(dir, 'control.sock')
const hello = { hello: { pid: 7, incarnation: '1-7' } }

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'decnet-control-'))
  sensor = await startTestSensor({ services: [echo] })
  control = await openControl({ path: path(), hello, obey: (order) => sensor.sensor.obey(order) })
})
afterEach(async () => {
  control.close()
  await sensor.stop()
  rmSync(dir, { recursive: true, force: true })
})

const holder = () => new Peer(connect(path()))
const answers = (peer: Peer) =>
  peer.text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
const say = (peer: Peer, message: unknown) => peer.say(`${JSON.stringify(message)}\n`)

test('says hello, answers each order, and serves on when its holder has gone', async () => {
  const first = holder()
  await first.until((peer) => answers(peer).length === 1)
  expect(answers(first)).toEqual([hello])
  expect(statSync(path()).mode & 0o777).toBe(0o600)
  const spec = specOf({ services: { echo: {} } }, [echo])
  say(first, { order: 'spec', decky: spec })
  say(first, { order: 'spec', decky: { ...spec, revision: 2 } })
  await first.until((peer) => answers(peer).length === 3)
  expect(answers(first).slice(1)).toEqual([
    { configured: 1, decky_id: spec.decky_id },
    { configured: 2, decky_id: spec.decky_id },
  ])
  first.socket.destroy()
  const listen = (await sensor.until('decky.configured')).facts.listens[0]
  const attacker = await dial(listen?.bound_port ?? 0)
  attacker.say('on\n')
  await attacker.hears('on')
  const second = holder()
  say(second, { order: 'remove', decky_id: spec.decky_id, revision: 3 })
  await second.until((peer) => answers(peer).length === 2)
  expect(answers(second)).toEqual([hello, { removed: 3, decky_id: spec.decky_id }])
  expect(await attacker.ends()).toBe('end')
  second.socket.destroy()
})

test('garbage is refused line by line; a line without end ends that connection only', async () => {
  const noise = holder()
  noise.say('not json\n{"order":"dance"}\n\n{"order":"spec","decky":{"decky_id":"x"}}\n')
  noise.say(Buffer.concat([randomBytes(100), Buffer.from('\n')]))
  await noise.until((peer) => answers(peer).length >= 6)
  for (const answer of answers(noise).slice(1)) expect(answer).toHaveProperty('refused')
  noise.say('x'.repeat(300_000))
  await noise.ends()
  expect(answers(noise).at(-1)).toEqual({ refused: 'the line is too long' })
  const next = holder()
  say(next, { order: 'stop' })
  await next.until((peer) => answers(peer).length === 2)
  expect(answers(next)).toEqual([hello, { stopping: true }])
  await sensor.sensor.ended()
  next.socket.destroy()
})

test('a socket that a dead sensor left is taken over; a live one is not', async () => {
  const stale = join(dir, 'stale.sock')
  writeFileSync(stale, '')
  const taken = await openControl({ path: stale, hello, obey: () => Promise.reject(new Error('broken')) })
  await expect(openControl({ path: stale, hello, obey: () => Promise.resolve(hello) })).rejects.toThrow('another sensor')
  const peer = new Peer(connect(stale))
  say(peer, { order: 'stop' })
  await peer.hears('broken')
  expect(answers(peer).at(-1)).toEqual({ refused: 'broken' })
  peer.socket.destroy()
  taken.close()
})
