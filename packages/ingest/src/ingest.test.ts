// From spools on disk to rows: what is stored, what is set aside, what is closed, and nothing twice.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attackerId, type StoredEvent } from '@decnet/kernel'
import { artifacts, attackers, clients, credentials, type Db, deckies, events, quarantine, sessions } from '@decnet/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type House, lines, openHouse, said, until, uuid } from './fixture.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const page = { limit: 100 }
const all = (db: Db): Promise<StoredEvent[]> => events.after(db, 0, { limit: 1000 })
const incarnation = `${Date.now() - 60_000}-77`

async function drain(options?: Parameters<House['ingest']>[0]) {
  const ingest = house.ingest(options)
  await ingest.start()
  await ingest.stop()
  return ingest.stats()
}

test('a conversation becomes an attacker, a session, a credential, a client and minutes', async () => {
  const at = { decky_id: house.decky.id, session: uuid(), peer_ip: '::ffff:127.9.9.9' }
  const time = Date.now()
  await house.write(
    lines(
      said('connection.opened', { transport: 'tcp' }, { ...at, time }),
      said('credential.tried', { method: 'password', secret: 'a', secret_b64: 'YQ==', outcome: 'rejected' }, { ...at, time: time + 1 }),
      said('credential.tried', { method: 'password', secret: 'a', secret_b64: 'YQ==', outcome: 'accepted' }, { ...at, time: time + 2 }),
      said('client.identified', { what: 'client_name', value: 'redis-cli' }, { ...at, time: time + 3 }),
      said('command.ran', { language: 'redis', command: 'PING', outcome: 'ok' }, { ...at, time: time + 4 }),
      said('connection.closed', { reason: 'peer', duration_ms: 5, bytes_in: 10, bytes_out: 20 }, { ...at, time: time + 5 }),
    ),
  )
  expect(await drain()).toMatchObject({ events: 6, quarantined: 0, last_error: null, lag_bytes: 0 })
  const { db } = house.store
  const attacker = attackerId('127.9.9.9')
  const first = (await all(db))[0]
  expect(first).toMatchObject({
    decky: 'web-01',
    host: 'here',
    origin: 'sensor',
    source: 'live',
    peer_ip: '127.9.9.9',
    attacker_uuid: attacker,
    clamped: false,
  })
  expect(await attackers.get(db, attacker)).toMatchObject({ ip: '127.9.9.9', event_count: 6, session_count: 1, decky_count: 1 })
  const counts = { event_count: 6, command_count: 1, credential_count: 2, file_count: 0, bytes_in: 10, bytes_out: 20 }
  expect(await sessions.get(db, at.session)).toMatchObject({
    ...counts,
    transport: 'tcp',
    started: time,
    ended: time + 5,
    close_reason: 'peer',
  })
  expect((await credentials.list(db, {}, page)).items).toMatchObject([
    { tries: 2, outcome: 'accepted', secret: 'a', attacker_uuid: attacker },
  ])
  expect(await clients.ofAttacker(db, attacker, 9)).toMatchObject([{ what: 'client_name', value: 'redis-cli', count: 1 }])
  const minutes = await db
    .selectFrom('minutes')
    .select((eb) => eb.fn.sum<number>('count').as('count'))
    .executeTakeFirstOrThrow()
  expect(minutes.count).toBe(6)
})

test('what is written while it runs is stored, and the bus is told where to look', async () => {
  const heard = house.bus.subscribe('>')
  const ingest = house.ingest({ poll_ms: 100 })
  await ingest.start()
  const event = said('connection.opened', { transport: 'tcp' }, { decky_id: house.decky.id })
  await house.write(lines(event))
  await until(
    () => events.get(house.store.db, event.id),
    (row) => row !== null,
  )
  await until(
    () => Promise.resolve(house.bus.stats().published),
    (count) => count === 2,
  )
  await ingest.stop()
  await house.bus.close()
  const topics: string[] = []
  for await (const message of heard) topics.push(message.topic)
  expect(topics).toEqual(['event.web-01.connection.opened', 'attacker.session.started'])
})

test('frames that are sent again, in another incarnation too, are stored once and counted once', async () => {
  const text = lines(said('connection.opened', { transport: 'tcp' }, { decky_id: house.decky.id }))
  await house.write(text + text, { incarnation })
  expect(await drain()).toMatchObject({ events: 1 })
  await house.write(text, { sensor: '2' })
  expect(await drain()).toMatchObject({ events: 0 })
  expect(await attackers.get(house.store.db, attackerId('127.7.7.7'))).toMatchObject({ event_count: 1, session_count: 1 })
})

test('late and missing openings: any event makes the session, whatever comes first', async () => {
  const at = { decky_id: house.decky.id, session: uuid() }
  const time = Date.now()
  await house.write(lines(said('command.ran', { language: 'redis', command: 'PING', outcome: 'ok' }, { ...at, time })), { incarnation })
  await drain()
  expect(await sessions.get(house.store.db, at.session)).toMatchObject({ transport: 'unknown', started: time, command_count: 1 })
  await house.write(lines(said('connection.opened', { transport: 'tcp' }, { ...at, time: time - 100 })), { incarnation })
  await drain()
  expect(await sessions.get(house.store.db, at.session)).toMatchObject({ transport: 'tcp', started: time - 100, event_count: 2 })
})

test('poison is set aside with its reason, once, and the good around it is stored', async () => {
  const good = said('connection.opened', { transport: 'tcp' }, { decky_id: house.decky.id })
  const bad = { ...said('connection.opened', { transport: 'tcp' }, { decky_id: house.decky.id }) }
  const poisoned = [
    '{"frame":',
    'x'.repeat(9000),
    lines({ ...bad, kind: 'no.such.kind' } as never),
    lines({ ...bad, facts: { transport: 'pigeon' } } as never),
    lines({ ...bad, session: null } as never),
    lines({ ...bad, peer_ip: 'localhost' } as never),
    lines({ ...bad, decky_id: uuid() } as never),
    '{"frame":"event"}',
  ]
  await house.write(poisoned.map((line) => `${line.trimEnd()}\n`).join('') + lines(good), { incarnation })
  expect(await drain()).toMatchObject({ events: 1, quarantined: poisoned.length })
  expect(await drain()).toMatchObject({ events: 0, quarantined: 0 })
  const { items } = await quarantine.list(house.store.db, page)
  expect(items.map(({ reason }) => reason.split(':')[0]).sort()).toEqual(
    [
      'address unreadable',
      'facts fail their schema',
      'incomplete event',
      'line too long',
      'not a frame',
      'not json',
      'unknown decky',
      'unknown kind',
    ].sort(),
  )
  expect(Buffer.from(items.find(({ reason }) => reason.startsWith('not json'))?.frame_b64 ?? '', 'base64').toString()).toBe('{"frame":')
})

test('a time that cannot be is clamped and flagged; one from before an outage is believed', async () => {
  const started = Date.now() - 3_600_000
  const at = { decky_id: house.decky.id }
  const tell = (time: number) => said('connection.opened', { transport: 'tcp' }, { ...at, time })
  const [early, backlog, late] = [tell(1_000), tell(started + 60_000), tell(Date.now() + 3_600_000)]
  await house.write(lines(early, backlog, late), { incarnation: `${started}-1` })
  await drain()
  const rows = new Map((await all(house.store.db)).map((event) => [event.id, event]))
  expect(rows.get(early.id)).toMatchObject({ time: started - 5_000, clamped: true })
  expect(rows.get(backlog.id)).toMatchObject({ time: backlog.time, clamped: false })
  expect(rows.get(late.id)?.clamped).toBe(true)
  expect(rows.get(late.id)?.time).toBeLessThanOrEqual(Date.now() + 5_000)
})

test('a dead sensor’s spool is drained, its open sessions closed once, and its files removed', async () => {
  const [open, closed] = [uuid(), uuid()]
  const at = { decky_id: house.decky.id }
  const time = Date.now()
  const script = lines(
    said('connection.opened', { transport: 'tcp' }, { ...at, session: open, time }),
    said('connection.opened', { transport: 'tcp' }, { ...at, session: closed }),
    said('connection.closed', { reason: 'peer', duration_ms: 1, bytes_in: 0, bytes_out: 0 }, { ...at, session: closed }),
    said('command.ran', { language: 'redis', command: 'PING', outcome: 'ok' }, { ...at, session: open, time: time + 700 }),
  )
  await house.write(script, { incarnation })
  expect(await drain()).toMatchObject({ events: 4 })
  await house.write('{"torn', { incarnation })
  expect(await drain({ alive: () => false })).toMatchObject({ events: 1, quarantined: 1 })
  expect(await sessions.get(house.store.db, open)).toMatchObject({ ended: time + 700, close_reason: 'sensor lost', event_count: 3 })
  expect(await sessions.get(house.store.db, closed)).toMatchObject({ close_reason: 'peer' })
  const said2 = (await all(house.store.db)).filter((event) => event.origin === 'server')
  expect(said2).toMatchObject([{ kind: 'connection.closed', session: open, facts: { reason: 'sensor lost', duration_ms: 700 } }])
  expect(await readdir(join(house.data, 'sensors/1/spool'))).toEqual([])
  expect(await house.store.db.selectFrom('spools').selectAll().execute()).toEqual([])
  // The same spool once more, as after a restored backup of it: nothing is doubled.
  await house.write(script, { incarnation })
  expect(await drain({ alive: () => false })).toMatchObject({ events: 0 })
})

test('a superseded incarnation is over even while some process has its number; the new one goes on', async () => {
  const at = { decky_id: house.decky.id }
  const [before, after] = [uuid(), uuid()]
  await house.write(lines(said('connection.opened', { transport: 'tcp' }, { ...at, session: before })), { incarnation })
  await house.write(lines(said('connection.opened', { transport: 'tcp' }, { ...at, session: after })), { incarnation: `${Date.now()}-78` })
  await drain()
  expect(await sessions.get(house.store.db, before)).toMatchObject({ close_reason: 'sensor lost' })
  expect(await sessions.get(house.store.db, after)).toMatchObject({ ended: null })
})

test('segments that are committed and superseded are deleted; reading goes on in the next', async () => {
  const tell = () => lines(said('connection.opened', { transport: 'tcp' }, { decky_id: house.decky.id }))
  await house.write(tell(), { incarnation, segment: 1 })
  await house.write(tell(), { incarnation, segment: 2 })
  expect(await drain()).toMatchObject({ events: 2 })
  expect(await readdir(join(house.data, 'sensors/1/spool', incarnation))).toEqual(['00000002.ndjson'])
  await house.write(tell(), { incarnation, segment: 3 })
  expect(await drain()).toMatchObject({ events: 1 })
})

test('captures: bytes land under their sum, before or after the event that tells of them', async () => {
  const at = { decky_id: house.decky.id }
  const bytes = Buffer.from('#!/bin/sh\n'.repeat(1000))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const capture = uuid()
  const chunks = [bytes.subarray(0, 4096), bytes.subarray(4096, 8192), bytes.subarray(8192)]
  const frames = chunks.map((chunk, n) => `${JSON.stringify({ frame: 'chunk', capture, n, data: chunk.toString('base64') })}\n`)
  const seal = `${JSON.stringify({ frame: 'sealed', capture, chunks: 3, size: bytes.length, sha256, complete: true })}\n`
  const told = lines(
    said('file.captured', { sha256, size: bytes.length, name: 'x.sh', mime: 'text/x-sh', how: 'upload', complete: true }, at),
  )
  await house.write(frames[0] ?? '', { incarnation })
  await drain()
  await house.write(`${frames[1]}${frames[2]}${seal}`, { incarnation })
  expect(await drain()).toMatchObject({ quarantined: 0 })
  expect(await readFile(join(house.data, 'artifacts', sha256.slice(0, 2), sha256))).toEqual(bytes)
  await house.write(told, { incarnation })
  await drain()
  expect(await artifacts.get(house.store.db, sha256)).toMatchObject({ stored: true, capture_count: 1, name: 'x.sh' })
  expect(await readdir(join(house.data, 'artifacts/partial'))).toEqual([])
})

test('captures out of sequence, or with another sum than sealed, are set aside and leave no file', async () => {
  const line = (frame: object) => `${JSON.stringify(frame)}\n`
  const sha256 = '0'.repeat(64)
  const [gap, wrong] = [uuid(), uuid()]
  await house.write(
    [
      line({ frame: 'chunk', capture: gap, n: 1, data: 'AAAA' }),
      line({ frame: 'chunk', capture: gap, n: 2, data: 'AAAA' }),
      line({ frame: 'sealed', capture: gap, chunks: 3, size: 9, sha256, complete: true }),
      line({ frame: 'chunk', capture: wrong, n: 0, data: 'AAAA' }),
      line({ frame: 'sealed', capture: wrong, chunks: 1, size: 3, sha256, complete: true }),
    ].join(''),
    { incarnation },
  )
  expect(await drain()).toMatchObject({ quarantined: 2 })
  const reasons = (await quarantine.list(house.store.db, page)).items.map(({ reason }) => reason.split(':')[0])
  expect(reasons.sort()).toEqual(['capture fails its sum', 'capture out of sequence'])
  expect(await readdir(join(house.data, 'artifacts/00'))).toEqual([])
})

test('reports of deckies, and their removal; the last events of a removed decky are still its own', async () => {
  const at = { decky_id: house.decky.id, session: null, peer_ip: null, peer_port: null, local_port: null, service: null }
  const listens = [{ service: 'redis', transport: 'tcp', port: 6379, bound_port: 6379, state: 'open' }] as const
  await house.write(lines(said('decky.configured', { revision: 3, address: '127.66.0.1', listens: [...listens] }, at)), { incarnation })
  await drain()
  expect(await deckies.listReported(house.store.db)).toMatchObject([{ decky_id: house.decky.id, revision: 3, listens }])
  await house.store.write((tx) => deckies.removeDesired(tx, house.decky.id))
  await house.write(lines(said('decky.removed', { revision: 4 }, at)), { incarnation })
  expect(await drain()).toMatchObject({ events: 1, quarantined: 0 })
  expect(await deckies.listReported(house.store.db)).toEqual([])
  expect((await all(house.store.db)).at(-1)).toMatchObject({ decky: 'web-01' })
})
