// Tailing: each event once and in the order of the log, late ones too, filtered as the server would.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { type Event, makeFilter, tail } from './tail.ts'

const row = (more: Partial<Event>): Event => ({
  seq: 1,
  id: '00000000-0000-7000-8000-000000000001',
  time: '2026-01-02T03:04:05.000Z',
  received: '2026-01-02T03:04:05.000Z',
  kind: 'command.ran',
  origin: 'sensor',
  source: 'live',
  host: 'h',
  decky_id: '00000000-0000-7000-8000-0000000000d1',
  decky: 'web',
  topology_id: null,
  service: 'http',
  session: '00000000-0000-7000-8000-0000000000a1',
  attacker_uuid: '00000000-0000-7000-8000-0000000000b1',
  peer_ip: '127.9.9.9',
  peer_port: 1,
  local_port: 80,
  clamped: false,
  facts: {},
  ...more,
})

test.each([
  [{}, true],
  [{ decky: 'cache,web' }, true],
  [{ decky: '00000000-0000-7000-8000-0000000000d1' }, true],
  [{ decky: 'cache' }, false],
  [{ decky: '!web' }, false],
  [{ decky: '!cache' }, true],
  [{ service: 'http,!ssh' }, true],
  [{ service: 'ssh' }, false],
  [{ kind: '!command.ran' }, false],
  [{ kind: 'command.ran' }, true],
  [{ attacker: '127.9.9.9' }, true],
  [{ attacker: '00000000-0000-7000-8000-0000000000b1' }, true],
  [{ attacker: '!127.9.9.9' }, false],
  [{ attacker: '127.9.9.8' }, false],
  [{ session: '00000000-0000-7000-8000-0000000000A1' }, true],
  [{ session: '00000000-0000-7000-8000-0000000000a2' }, false],
  [{ decky: 'web', service: 'ssh' }, false],
])('%j: %j', (filters, expected) => {
  expect(makeFilter(filters)(row({}))).toBe(expected)
})

test('an event without service or attacker is left out by a wish, not by an exclusion', () => {
  const bare = row({ service: null, attacker_uuid: null, peer_ip: null })
  expect([{ service: 'http' }, { attacker: '127.9.9.9' }].map((filters) => makeFilter(filters)(bare))).toEqual([false, false])
  expect([{ service: '!http' }, { attacker: '!127.9.9.9' }].map((filters) => makeFilter(filters)(bare))).toEqual([true, true])
})

test('a late event is told, a lost connection goes on where it was, and a refusal ends it', async () => {
  const asked: (string | undefined)[] = []
  const event = (seq: number, time: string) =>
    `id: ${seq}.0\nevent: event\ndata: ${JSON.stringify(row({ seq, time, decky: `d${seq}` }))}\n\n`
  const replies: ((response: ServerResponse) => void)[] = [
    (response) => response.end(event(7, '2026-01-02T00:00:09.000Z') + event(8, '2026-01-02T00:00:01.000Z')),
    (response) => response.end(`${event(9, '2026-01-02T00:00:05.000Z')}id: 9.0\nevent: reset\ndata: {"reason":"too far behind"}\n\n`),
  ]
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${String(request.headers.authorization)} ${String(request.headers['last-event-id'])}`)
    const reply = replies.shift()
    if (reply) return reply(response.writeHead(200, { 'content-type': 'text/event-stream' }))
    response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ code: 'auth.required', detail: 'Sign in' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const told: string[] = []
  const gaps: string[] = []
  const target = { baseUrl, token: 't', fetch: globalThis.fetch }
  const effects = { event: ({ decky }: Event) => told.push(decky), gap: (reason: string) => gaps.push(reason) }
  await expect(tail(target, { decky: '!other' }, effects)).rejects.toMatchObject({ code: 'auth.required' })
  server.close()
  expect(told).toEqual(['d7', 'd8', 'd9'])
  expect(gaps).toEqual(['too far behind'])
  const url = '/api/v1/stream?topics=event.%3E Bearer t'
  expect(asked).toEqual([`${url} undefined`, `${url} 8.0`, `${url} undefined`])
})
