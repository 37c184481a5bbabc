// The state of a decky: running is only said when the process that lives now reported every listener open.
import type { DeckyState } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { moveRefusedPorts } from './refused-ports.ts'
import { sampleDecky, sampleReport } from './sample.ts'
import { deckyStatus, type Known } from './state.ts'

const web = { name: 'http', options: {}, listens: [{ transport: 'tcp' as const, port: 80, bind_port: 80 }] }
const decky = sampleDecky(1)
const two = sampleDecky(1, { services: [web, ...decky.services] })
const runtime = { decky_id: decky.id, revision: 1, state: 'running' as const, detail: '', since: 100 }
const sound: Known = { desired: decky, reported: sampleReport(decky, 200), runtime, connected: true }
const half = {
  ...sampleReport(two, 200),
  listens: [...sampleReport({ ...two, services: [web] }, 200, 'EADDRINUSE').listens, ...sampleReport(decky, 200).listens],
}

const cases: [what: string, known: Partial<Known>, state: DeckyState, detail: RegExp][] = [
  ['everything open', {}, 'running', /1 listener is open/],
  ['no agent', { connected: false }, 'unreachable', /no agent/],
  ['the agent said nothing', { runtime: null }, 'pending', /waiting for the agent/],
  ['starting', { runtime: { ...runtime, state: 'starting', detail: 'soon' } }, 'pending', /soon/],
  ['the process failed', { runtime: { ...runtime, state: 'failed', detail: 'code 7' } }, 'failed', /code 7/],
  ['the process is gone', { runtime: { ...runtime, state: 'gone', detail: '' } }, 'pending', /not running/],
  ['nothing reported', { reported: null }, 'pending', /revision 1/],
  ['an older revision reported', { desired: { ...decky, revision: 2 } }, 'pending', /revision 2/],
  ['reported by the process before', { reported: sampleReport(decky, 99) }, 'pending', /revision 1/],
  ['all listeners failed', { reported: sampleReport(decky, 200, 'EACCES') }, 'failed', /redis: port 6379: EACCES/],
  ['some listeners failed', { desired: two, reported: half }, 'degraded', /http: port 80: EADDRINUSE/],
  ['a listener missing', { desired: two, reported: sampleReport(decky, 200) }, 'pending', /every listener/],
]

test.each(cases)('%s', (...given) => {
  const [, known, state, detail] = given
  const status = deckyStatus({ ...sound, ...known })
  expect(status.state).toBe(state)
  expect(status.detail).toMatch(detail)
})

test('services show the ports that are really bound', () => {
  const { services } = deckyStatus({ ...sound, desired: two, reported: half })
  expect(services).toEqual([
    { name: 'http', state: 'failed', error: 'port 80: EADDRINUSE', listens: [{ transport: 'tcp', port: 80, bound_port: null }] },
    { name: 'redis', state: 'open', error: null, listens: [{ transport: 'tcp', port: 6379, bound_port: 6379 }] },
  ])
})

test('a low port that was refused moves, once; other failures and other revisions do not', () => {
  const low = sampleDecky(1, { services: [web] })
  const refused = sampleReport(low, 5, 'listen EACCES: permission denied 127.66.1.1:80')
  const moved = moveRefusedPorts(low, refused, 9)
  expect(moved).toMatchObject({ revision: 2, updated: 9, services: [{ listens: [{ port: 80, bind_port: 20080 }] }] })
  expect(moved && moveRefusedPorts(moved, sampleReport(moved, 9, 'EACCES'), 9)).toBeNull()
  expect(moveRefusedPorts(low, sampleReport(low, 5, 'EADDRINUSE'), 9)).toBeNull()
  expect(moveRefusedPorts({ ...low, revision: 2 }, refused, 9)).toBeNull()
  expect(moveRefusedPorts(decky, sampleReport(decky, 5, 'EACCES'), 9)).toBeNull()
})
