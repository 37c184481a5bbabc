// What this host allows is found out by trying, on loopback addresses of this test.
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { hostFacts, probeSocket } from './host.ts'

const address = '127.78.1.1'

test('a port that someone listens on is taken, TCP and UDP apart, and free afterwards', async () => {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen({ host: address, port: 0 }, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound ? bound.port : 0)
    })
  })
  expect(await probeSocket({ address, protocol: 'tcp', port })).toBe('taken')
  expect(await probeSocket({ address, protocol: 'udp', port })).toBe('free')
  expect(await probeSocket({ address: '127.78.1.2', protocol: 'tcp', port })).toBe('free')
  await new Promise<void>((resolve) => server.close(() => resolve()))
  expect(await probeSocket({ address, protocol: 'tcp', port })).toBe('free')

  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind({ address, port: 0 }, resolve))
  expect(await probeSocket({ address, protocol: 'udp', port: socket.address().port })).toBe('taken')
  socket.close()
})

test('an address that is not of this host says so', async () => {
  expect(await probeSocket({ address: '192.0.2.1', protocol: 'tcp', port: 40000 })).toBe('no_address')
})

test('the lowest port is one that can be bound', async () => {
  const { lowestPort, probe } = await hostFacts()
  expect(lowestPort).toBeGreaterThanOrEqual(1)
  expect(lowestPort).toBeLessThanOrEqual(1024)
  expect(await probe({ address, protocol: 'tcp', port: lowestPort })).toMatch(/free|taken/)
})
