// What ingest adds to: counts that add up, times that widen, facts that stay.
import { attackerId, stubIdentityId } from '@decnet/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects, readAll, START, sampleAttacker, sampleId, sampleSession } from '../conformance.ts'
import type { TestStore } from '../testing.ts'
import * as artifacts from './artifacts.ts'
import * as attackers from './attackers.ts'
import * as clients from './clients.ts'
import * as credentials from './credentials.ts'
import * as minutes from './minutes.ts'
import * as sessions from './sessions.ts'

const ip = '198.51.100.7'
const uuid = attackerId(ip)

describe.each(dialects)('projections on $name', ({ open }) => {
  let store: TestStore
  beforeAll(async () => {
    store = await open()
    await store.write((tx) => attackers.upsert(tx, [sampleAttacker(ip)]))
  })
  afterAll(() => store.close())

  test('attackers: counts add up, times widen, deckies are counted once, the stub identity is there', async () => {
    const touched = [
      { decky_id: sampleId('web-1'), decky: 'web-1', service: 'http' },
      { decky_id: sampleId('web-2'), decky: 'web-2', service: '' },
    ]
    const more = sampleAttacker(ip, { first_seen: START - 5, last_seen: START + 5, event_count: 3, session_count: 2, touched })
    await store.write((tx) => attackers.upsert(tx, [more, sampleAttacker(ip, { session_count: 0 })]))
    expect(await attackers.get(store.db, uuid)).toEqual({
      uuid,
      ip,
      identity_uuid: stubIdentityId(uuid),
      first_seen: START - 5,
      last_seen: START + 5,
      event_count: 5,
      session_count: 3,
      decky_count: 2,
      rotation_count: 0,
      last_rotation_at: null,
      profile: null,
    })
    expect(await attackers.get(store.db, attackerId('192.0.2.1'))).toBeNull()
    const identities = await store.db.selectFrom('attacker_identities').selectAll().execute()
    expect(identities).toEqual([{ uuid: stubIdentityId(uuid), merged_into_uuid: null, schema_version: 1, kd_digraph_simhash: null }])
  })

  test('attackers: listed in every order, filtered, with their profiles', async () => {
    const others = Array.from({ length: 25 }, (_, index) =>
      sampleAttacker(`203.0.113.${index}`, {
        first_seen: START - index,
        last_seen: START + 100 + (index % 5),
        event_count: (index * 7) % 11,
        touched: [{ decky_id: sampleId('mail-1'), decky: 'mail-1', service: index % 2 === 0 ? 'http' : 'redis' }],
      }),
    )
    await store.write((tx) => attackers.upsert(tx, others))
    const profile = {
      attacker_uuid: attackerId('203.0.113.4'),
      tempo: 'human',
      tempo_reason: 'pauses',
      depth: 'acted',
      services: ['http'],
      deckies: ['mail-1'],
      counts: { 'command.ran': 2 },
      updated: START,
    } as const
    const changed = { ...profile, depth: 'left_files' as const, services: [...profile.services], deckies: [...profile.deckies] }
    await store.write((tx) => attackers.putProfiles(tx, [{ ...changed, depth: 'connected' }]))
    await store.write((tx) => attackers.putProfiles(tx, [changed]))
    expect(await attackers.profile(store.db, profile.attacker_uuid)).toEqual(changed)
    for (const sort of ['last_seen', 'first_seen', 'events', 'depth'] as const) {
      const all = await readAll((cursor) => attackers.list(store.db, { sort }, { limit: 4, cursor }))
      expect(new Set(all.map((one) => one.uuid)).size).toBe(26)
      expect(all).toHaveLength(26)
      const ranks = all.map(
        (one) => ({ last_seen: one.last_seen, first_seen: one.first_seen, events: one.event_count, depth: one.profile ? 1 : 0 })[sort],
      )
      expect(ranks).toEqual([...ranks].sort((a, b) => b - a))
    }
    const found = async (filter: attackers.AttackerFilter) =>
      (await attackers.list(store.db, filter, { limit: 100 })).items.map((one) => one.ip).sort()
    expect(await found({ tempo: 'human' })).toEqual(['203.0.113.4'])
    expect(await found({ service: 'redis', decky: 'mail-1' })).toHaveLength(12)
    expect(await found({ decky: 'web-2' })).toEqual([ip])
    expect(await found({ ip })).toEqual([ip])
    expect(await found({ ip: '203.0.113.2' })).toEqual(['203.0.113.2'])
    expect(await found({ ip: '203.0.113' })).toHaveLength(25)
    expect(await found({ ip: '203.0.113.0/30' })).toEqual(['203.0.113.0', '203.0.113.1', '203.0.113.2', '203.0.113.3'])
    expect(await found({ from: START + 104 })).toHaveLength(5)
    expect(await found({ to: START + 6 })).toEqual([ip])
    expect(await attackers.countSince(store.db, START)).toEqual({ fresh: 1, active: 26 })
    expect(await attackers.getMany(store.db, [uuid, attackerId('192.0.2.9')])).toMatchObject([{ ip }])
    await store.write((tx) => attackers.clearProfiles(tx))
    expect(await attackers.profile(store.db, profile.attacker_uuid)).toBeNull()
  })

  test('sessions: what a batch does not know stays as it was', async () => {
    const opened = sampleSession('s1')
    const closed = { ended: START + 50, close_reason: 'peer', bytes_in: 9, bytes_out: 8, transport: null, service: null } as const
    await store.write((tx) => sessions.upsert(tx, [opened, sampleSession('s1', { ...closed, command_count: 2 })]))
    await store.write((tx) => sessions.upsert(tx, [sampleSession('s1', { started: START - 1, transport: null, bytes_in: 3 })]))
    const row = { ...opened, ...closed, service: 'redis', transport: 'tcp', started: START - 1, event_count: 3, command_count: 2 }
    expect(await sessions.get(store.db, opened.id)).toEqual(row)
    expect(await sessions.get(store.db, sampleId('none'))).toBeNull()
  })

  test('sessions: one id on two deckies is two sessions, and neither touches the other', async () => {
    const other = sampleSession('s1', { decky_id: sampleId('web-2'), decky: 'web-2', event_count: 40 })
    await store.write((tx) => sessions.upsert(tx, [other]))
    const rows = (await sessions.list(store.db, {}, { limit: 10 })).items
    expect(rows.map((row) => [row.decky, row.event_count]).sort()).toEqual([
      ['web-1', 3],
      ['web-2', 40],
    ])
    const alone = await readAll((cursor) => sessions.list(store.db, {}, { limit: 1, cursor }))
    expect(alone).toHaveLength(2)
  })

  test('sessions: listed by start, filtered, open ones found', async () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      sampleSession(`many-${index}`, {
        started: START + 1000 + (index % 6),
        decky: index % 2 ? 'mail-1' : 'web-1',
        decky_id: sampleId(index % 2 ? 'mail-1' : 'web-1'),
        service: index % 3 ? 'http' : 'redis',
        ended: index % 4 ? START + 2000 : null,
      }),
    )
    await store.write((tx) => sessions.upsert(tx, many))
    const from = START + 1000
    const all = await readAll((cursor) => sessions.list(store.db, { from }, { limit: 7, cursor }))
    expect(new Set(all.map((one) => one.id)).size).toBe(40)
    expect(all.map((one) => one.started)).toEqual(all.map((one) => one.started).sort((a, b) => b - a))
    const count = async (filter: sessions.SessionFilter) =>
      (await sessions.list(store.db, { from, ...filter }, { limit: 100 })).items.length
    expect(await count({ decky: 'mail-1' })).toBe(20)
    expect(await count({ service: 'redis', decky: 'web-1' })).toBe(7)
    expect(await count({ open: true })).toBe(10)
    expect(await count({ open: false })).toBe(30)
    expect(await count({ to: from + 1 })).toBe(7)
    expect(await count({ attacker: attackerId('192.0.2.1') })).toBe(0)
    expect(await sessions.openOn(store.db, [sampleId('mail-1')], 100)).toHaveLength(0)
    expect((await sessions.openOn(store.db, [sampleId('web-1')], 4)).map((one) => one.started)).toHaveLength(4)
    expect(await sessions.openOn(store.db, [], 4)).toEqual([])
    expect(await sessions.countSince(store.db, from)).toBe(40)
  })

  test('credentials: tries add up and an acceptance stays', async () => {
    const tried = {
      uuid: sampleId('c1'),
      attacker_uuid: uuid,
      decky_id: sampleId('web-1'),
      decky: 'web-1',
      service: 'redis',
      method: 'password',
      principal: 'root',
      secret: 'hunter2',
      secret_b64: 'aHVudGVyMg==',
      outcome: 'rejected',
      challenge: null,
      salt: null,
      tries: 1,
      first_seen: START,
      last_seen: START,
      last_session: sampleId('s1'),
    } as const
    await store.write((tx) => credentials.upsert(tx, [tried, { ...tried, outcome: 'accepted', last_seen: START + 5, salt: 's' }]))
    await store.write((tx) => credentials.upsert(tx, [{ ...tried, tries: 2, first_seen: START - 5, last_session: sampleId('s2') }]))
    const row = {
      ...tried,
      outcome: 'accepted',
      tries: 4,
      first_seen: START - 5,
      last_seen: START + 5,
      salt: 's',
      last_session: sampleId('s2'),
    }
    expect(await credentials.get(store.db, tried.uuid)).toEqual(row)
    const others = Array.from({ length: 9 }, (_, index) => ({
      ...tried,
      uuid: sampleId(`c-${index}`),
      principal: index ? `u${index}` : null,
    }))
    await store.write((tx) => credentials.upsert(tx, others))
    const all = await readAll((cursor) => credentials.list(store.db, {}, { limit: 3, cursor }))
    expect(all.map((one) => one.uuid).sort()).toEqual([row, ...others].map((one) => one.uuid).sort())
    expect(all[0]).toEqual(row)
    const count = async (filter: credentials.CredentialFilter) => (await credentials.list(store.db, filter, { limit: 100 })).items.length
    expect(await count({ principal: 'root', outcome: 'accepted', attacker: uuid, decky: 'web-1', service: 'redis' })).toBe(1)
    expect(await count({ outcome: 'rejected' })).toBe(9)
    expect(await count({ from: START + 1 })).toBe(1)
    expect(await count({ to: START })).toBe(0)
    expect(await credentials.countSince(store.db, START)).toEqual({ tried: 10, accepted: 1 })
  })

  test('artifacts: kept once, each capture noted once, found by who left them', async () => {
    const sum = 'ab'.repeat(32)
    const artifact = {
      sha256: sum,
      size: 4,
      mime: 'text/plain',
      name: 'x',
      how: 'upload',
      complete: false,
      stored: false,
      first_seen: START,
      last_seen: START,
      capture_count: 1,
    }
    const capture = { event_id: sampleId('e1'), sha256: sum, attacker_uuid: uuid, session: sampleId('s1'), time: START }
    await store.write(async (tx) => {
      await artifacts.upsert(tx, [artifact, { ...artifact, complete: true, last_seen: START + 9 }])
      await artifacts.addCaptures(tx, [capture, capture, { ...capture, event_id: sampleId('e2'), attacker_uuid: null, time: START + 9 }])
    })
    expect(await artifacts.get(store.db, sum)).toEqual({ ...artifact, complete: true, last_seen: START + 9, capture_count: 2 })
    expect(await store.write((tx) => artifacts.markStored(tx, sum))).toBe(true)
    expect(await store.write((tx) => artifacts.markStored(tx, 'cd'.repeat(32)))).toBe(false)
    await store.write((tx) => artifacts.upsert(tx, [artifact]))
    expect(await artifacts.get(store.db, sum)).toMatchObject({ stored: true, complete: true })
    expect(await artifacts.captures(store.db, sum, 10)).toMatchObject([{ event_id: sampleId('e2') }, { event_id: sampleId('e1') }])
    expect((await artifacts.list(store.db, { attacker: uuid }, { limit: 10 })).items).toHaveLength(1)
    expect((await artifacts.list(store.db, { attacker: attackerId('192.0.2.1') }, { limit: 10 })).items).toEqual([])
    expect((await artifacts.list(store.db, { from: START + 10 }, { limit: 10 })).items).toEqual([])
    expect(await artifacts.countSince(store.db, START + 1)).toBe(1)
  })

  test('clients: counted per attacker and value', async () => {
    const client = {
      uuid: sampleId('cl'),
      attacker_uuid: uuid,
      what: 'user_agent',
      value: 'curl/8',
      first_seen: START,
      last_seen: START,
      count: 1,
    }
    await store.write((tx) => clients.upsert(tx, [client, { ...client, last_seen: START + 1, count: 2 }]))
    expect(await clients.ofAttacker(store.db, uuid, 10)).toEqual([{ ...client, last_seen: START + 1, count: 3 }])
    expect(await clients.ofAttacker(store.db, attackerId('192.0.2.1'), 10)).toEqual([])
  })

  test('minutes: counts per minute, decky, service and kind', async () => {
    const minute = START - (START % 60_000)
    const base = { minute, decky_id: sampleId('web-1'), decky: 'web-1', service: 'redis', kind: 'command.ran', count: 2 } as const
    const deltas = [
      base,
      { ...base, minute: minute + 60_000 },
      { ...base, service: null, kind: 'decky.configured' as const, count: 1 },
      { ...base, decky: 'web-2', decky_id: sampleId('web-2') },
    ]
    await store.write((tx) => minutes.add(tx, deltas))
    await store.write((tx) => minutes.add(tx, [base]))
    await store.write((tx) => minutes.add(tx, []))
    const range = { from: minute + 30_000, to: minute + 120_000 }
    expect(await minutes.histogram(store.db, range, { by: 'service', bucket_ms: 60_000 })).toEqual([
      { name: '', bucket: 0, count: 1 },
      { name: 'redis', bucket: 0, count: 6 },
      { name: 'redis', bucket: 1, count: 2 },
    ])
    expect(
      await minutes.histogram(store.db, { ...range, service: ['redis'], decky: ['!web-2'] }, { by: 'decky', bucket_ms: 120_000 }),
    ).toEqual([{ name: 'web-1', bucket: 0, count: 6 }])
    expect(await minutes.totals(store.db, { ...range, service: ['!http'] }, 'kind')).toEqual([
      { name: 'command.ran', count: 8 },
      { name: 'decky.configured', count: 1 },
    ])
    expect(await minutes.totals(store.db, { ...range, kind: ['mail.received'] }, 'kind')).toEqual([])
    expect(await minutes.totals(store.db, { from: minute + 60_000, to: minute + 60_001 }, 'decky')).toEqual([{ name: 'web-1', count: 2 }])
    expect(await minutes.span(store.db)).toEqual({ first: minute, last: minute + 60_000 })
  })
})
