// When a fatal role ends the platform, and when it is only a loss.
import { expect, test } from 'vitest'
import { makeHearing } from './hearing.ts'

const serverReady = { ready: { url: 'http://127.0.0.1:8080', admin: { user: 'admin' }, deckies: [], warnings: [] } }

function makeEars() {
  const printed: string[] = []
  const warned: string[] = []
  const failed: number[] = []
  const hear = makeHearing({
    print: (text) => printed.push(text),
    warn: (text) => warned.push(text),
    fail: (code) => failed.push(code),
  })
  return { hear, printed, warned, failed }
}

test('a fatal before the platform was ready ends the start, also when another role is ready', () => {
  const { hear, warned, failed } = makeEars()
  hear('analysis', { ready: { role: 'analysis' } })
  hear('server', { fatal: 'fleet.yaml cannot be read' })
  expect(failed).toEqual([2])
  expect(warned).toEqual([expect.stringContaining('fleet.yaml cannot be read')])
})

test('a fatal after it is printed and ends nothing; so is that of a role which was ready itself', () => {
  const { hear, printed, warned, failed } = makeEars()
  hear('analysis', { ready: { role: 'analysis' } })
  hear('analysis', { fatal: 'a setting changed' })
  hear('server', serverReady)
  hear('server', { fatal: 'fleet.yaml cannot be read' })
  hear('agent', { fatal: 'no bundle' })
  expect(failed).toEqual([])
  expect(printed).toEqual([expect.stringContaining('DECNET is running')])
  expect(warned.map((line) => line.split(': ').slice(-2).join(': '))).toEqual([
    'analysis: a setting changed',
    'server: fleet.yaml cannot be read',
    'agent: no bundle',
  ])
})

test('the ready message is shown once, and what is no message is passed over', () => {
  const { hear, printed, warned, failed } = makeEars()
  for (const message of [null, 7, 'text', {}, serverReady, serverReady]) hear('server', message)
  expect(printed).toHaveLength(1)
  expect([warned, failed]).toEqual([[], []])
})
