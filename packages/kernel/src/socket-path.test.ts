// Short paths stay; long ones move to the temporary directory, each data directory to its own place.
import { expect, test } from 'vitest'
import { socketPath } from './socket-path.ts'

test('a short path stays as it is', () => {
  expect(socketPath('/srv/data/run/agent.sock', '/tmp')).toBe('/srv/data/run/agent.sock')
})

test('a long path moves, to a place that depends on its directory and is short enough', () => {
  const one = socketPath(`/srv/${'a'.repeat(120)}/run/agent.sock`, '/tmp')
  const two = socketPath(`/srv/${'b'.repeat(120)}/run/agent.sock`, '/tmp')
  expect(one).toMatch(/^\/tmp\/decnet-[0-9a-f]{12}\/agent\.sock$/)
  expect(two).not.toBe(one)
})

test('the length that counts is in bytes', () => {
  expect(socketPath(`/srv/${'ä'.repeat(60)}/agent.sock`, '/tmp')).toMatch(/^\/tmp\/decnet-/)
})
