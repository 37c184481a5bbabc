// The command that fills an empty page comes from a decky that really listens.
import { expect, test } from 'vitest'
import type { Decky } from './api.ts'
import { tryCommand } from './fleet.ts'

function decky(address: string, port: number, bound: number | null): Decky {
  return {
    id: '00000000-0000-5000-8000-000000000001',
    name: 'one',
    address,
    runtime: 'embedded',
    archetype: null,
    topology_id: null,
    persona: { os: 'debian-12', hostname: 'srv' },
    state: 'running',
    detail: '',
    revision: 1,
    running_revision: 1,
    services: [
      {
        name: 'any',
        state: bound === null ? 'failed' : 'open',
        error: null,
        listens: [{ transport: 'tcp', port, bound_port: bound }],
        port: bound,
      },
    ],
    created: '2026-01-02T03:04:05.000Z',
    updated: '2026-01-02T03:04:05.000Z',
  }
}

test.each([
  [[decky('127.66.1.2', 6379, 6379)], 'redis-cli -h 127.66.1.2 ping'],
  [[decky('127.66.1.2', 6379, 26379)], 'redis-cli -h 127.66.1.2 -p 26379 ping'],
  [[decky('127.66.1.3', 80, 20080)], 'curl -i http://127.66.1.3:20080/'],
  [[decky('127.66.1.4', 7, 7), decky('127.66.1.3', 80, 80)], 'curl -i http://127.66.1.3/'],
  [[decky('127.66.1.4', 7, 20007)], 'nc -v 127.66.1.4 20007'],
  [[decky('127.66.1.2', 80, null)], null],
  [[{ ...decky('127.66.1.2', 80, 80), state: 'failed' as const }], null],
  [[], null],
])('case %#', (deckies, command) => {
  expect(tryCommand(deckies)).toBe(command)
})
