// TLS listeners: the handshake's facts, the service behind it, failed handshakes, half-close.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { dial, Peer } from '../peer.ts'
import { startTestSensor, type TestSensor } from '../testing.ts'
import { ran, toy } from '../toys.ts'

let dir = ''
let sensor: TestSensor | undefined
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'decnet-tls-'))
  const files = ['-keyout', join(dir, 'key'), '-out', join(dir, 'cert')]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=srv-01', ...files],
    { stdio: 'pipe' },
  )
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))
afterEach(() => sensor?.stop())

const secret = toy({
  name: 'secret',
  transport: 'tls',
  async serve(talk) {
    for (let line = await talk.line(); line; line = await talk.line()) {
      const text = line.bytes.toString('latin1')
      ran(talk, text)
      if (text === 'reset') return talk.reset()
      await talk.say(`secret ${text}\n`)
    }
  },
})

async function start(limits = {}): Promise<{ sensor: TestSensor; port: number }> {
  const material = { key: readFileSync(join(dir, 'key')), cert: readFileSync(join(dir, 'cert')) }
  sensor = await startTestSensor({ services: [secret], tls: () => material, limits })
  return { sensor, port: (await sensor.decky({ services: { secret: {} } })).port('secret') }
}

/** A TLS peer that may half-close: it takes that from the socket below. */
function dialTls(port: number): Peer {
  const socket = connectTcp({ host: '127.0.0.1', port, allowHalfOpen: true })
  return new Peer(connect({ socket, servername: 'srv-01.example', rejectUnauthorized: false }))
}

test('a conversation over TLS, told with what the handshake showed', async () => {
  const { sensor, port } = await start()
  const peer = dialTls(port)
  peer.socket.end('one\ntwo')
  expect(await peer.ends()).toBe('end')
  expect(peer.text).toBe('secret one\nsecret two\n')
  const opened = await sensor.until('connection.opened')
  expect(opened.facts).toEqual({
    transport: 'tls',
    tls: { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/), server_name: 'srv-01.example' },
  })
  expect((await sensor.until('connection.closed')).facts).toMatchObject({ reason: 'peer', bytes_in: 7, bytes_out: 22 })
})

test('what is no handshake is a session without one, and others go on', async () => {
  const { sensor, port } = await start()
  const plain = await dial(port)
  plain.say('GET / HTTP/1.0\r\n\r\n')
  await plain.ends()
  expect(plain.text).not.toContain('secret')
  const closed = await sensor.until('connection.closed')
  const events = (await sensor.events()).filter((event) => event.session === closed.session)
  expect(events.map((event) => event.kind)).toEqual(['connection.opened', 'connection.closed'])
  expect(events[0]?.facts).toEqual({ transport: 'tls' })
  const peer = dialTls(port)
  peer.say('on\n')
  await peer.hears('secret on')
  peer.say('reset\n')
  expect(await peer.ends()).toBe('reset')
  await sensor.until('connection.closed', (event) => event.facts.reason === 'service')
  expect(sensor.sensor.stats().crashed).toBe(0)
})

test('without a certificate the listener is told as failed', async () => {
  sensor = await startTestSensor({ services: [secret] })
  await sensor.decky({ services: { secret: {} } })
  expect((await sensor.until('decky.configured')).facts.listens).toMatchObject([{ state: 'failed', error: 'there is no certificate' }])
})
