// Deckies, operations, people, spools and settings.
import { type DesiredDecky, type Operation, roles } from '@decnet/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects, readAll, START, sampleId } from '../conformance.ts'
import type { TestStore } from '../testing.ts'
import * as audit from './audit.ts'
import * as deckies from './deckies.ts'
import * as operations from './operations.ts'
import * as quarantine from './quarantine.ts'
import * as settings from './settings.ts'
import * as spools from './spools.ts'
import * as users from './users.ts'

function decky(name: string, more: Partial<DesiredDecky> = {}): DesiredDecky {
  return {
    id: sampleId(name),
    name,
    topology_id: null,
    archetype: null,
    os: 'debian-12',
    hostname: name,
    runtime: 'embedded',
    address: '127.0.0.1',
    services: [{ name: 'redis', options: { version: '7' }, listens: [{ transport: 'tcp', port: 6379, bind_port: 26379 }] }],
    tarpit: null,
    revision: 1,
    created: START,
    updated: START,
    ...more,
  }
}

describe.each(dialects)('control on $name', ({ open }) => {
  let store: TestStore
  beforeAll(async () => {
    store = await open()
  })
  afterAll(() => store.close())

  test('desired deckies: put, changed, found by name in their scope, removed', async () => {
    const tarpit = { ports: [22], delay_ms: 100 }
    const inTopology = decky('b', { id: sampleId('b in t'), topology_id: sampleId('t') })
    await store.write(async (tx) => {
      await deckies.putDesired(tx, decky('b'))
      await deckies.putDesired(tx, decky('a'))
      await deckies.putDesired(tx, decky('b', { revision: 2, tarpit }))
      await deckies.putDesired(tx, inTopology)
    })
    expect(await deckies.getDesired(store.db, 'b')).toEqual(decky('b', { revision: 2, tarpit }))
    expect(await deckies.getDesired(store.db, 'b', sampleId('t'))).toEqual(inTopology)
    expect(await deckies.getDesired(store.db, 'c')).toBeNull()
    expect((await deckies.listDesired(store.db)).map((one) => one.name)).toEqual(['a', 'b', 'b'])
    const clash = store.write((tx) => deckies.putDesired(tx, decky('c', { name: 'a' })))
    await expect(clash).rejects.toMatchObject({ code: 'conflict' })
    expect(await store.write((tx) => deckies.removeDesired(tx, sampleId('a')))).toBe(true)
    expect(await store.write((tx) => deckies.removeDesired(tx, sampleId('a')))).toBe(false)
    expect(await deckies.getDesired(store.db, 'a')).toBeNull()
  })

  test('reported deckies: the newest report wins, in whatever order they come', async () => {
    const report = (revision: number, time: number) => ({ decky_id: sampleId('b'), revision, time, listens: [] })
    await store.write((tx) => deckies.putReported(tx, [report(2, 20), report(1, 30)]))
    expect(await deckies.listReported(store.db)).toEqual([report(2, 20)])
    await store.write((tx) => deckies.putReported(tx, [report(2, 10)]))
    expect(await deckies.listReported(store.db)).toEqual([report(2, 20)])
    await store.write((tx) => deckies.putReported(tx, [report(3, 5)]))
    expect(await deckies.listReported(store.db)).toEqual([report(3, 5)])
    await store.write((tx) => deckies.removeReported(tx, sampleId('b')))
    expect(await deckies.listReported(store.db)).toEqual([])
  })

  test('operations: made, changed, listed, and what is not over', async () => {
    const make = (index: number): Operation => ({
      id: sampleId(`op-${index}`),
      kind: index % 2 ? 'decky.add' : 'fleet.apply',
      subject: 's',
      state: 'queued',
      input: { yaml: 'x' },
      steps: [],
      error: null,
      created_by: 'admin',
      created: START + (index >> 1),
      updated: START,
    })
    const all = Array.from({ length: 7 }, (_, index) => make(index))
    await store.write(async (tx) => {
      for (const operation of all) await operations.create(tx, operation)
    })
    const steps = [{ name: 'one', state: 'done' as const, detail: '', updated: START + 1 }]
    const done = await store.write((tx) => operations.update(tx, sampleId('op-3'), { state: 'done', steps, updated: START + 9 }))
    expect(done).toEqual({ ...make(3), state: 'done', steps, updated: START + 9 })
    expect(await operations.get(store.db, sampleId('op-3'))).toEqual(done)
    const missing = store.write((tx) => operations.update(tx, sampleId('none'), { updated: 1 }))
    await expect(missing).rejects.toMatchObject({ code: 'not_found' })
    const listed = await readAll((cursor) => operations.list(store.db, { limit: 2, cursor }))
    expect(listed.map((one) => one.created)).toEqual([3, 2, 2, 1, 1, 0, 0].map((ms) => START + ms))
    expect(new Set(listed.map((one) => one.id)).size).toBe(7)
    expect((await operations.unfinished(store.db)).map((one) => one.id)).not.toContain(done.id)
    expect(await operations.unfinished(store.db, 'decky.add')).toHaveLength(2)
    expect(await operations.changedSince(store.db, START, 10)).toEqual([done])
  })

  test('users and tokens', async () => {
    const user = { uuid: sampleId('u'), name: 'admin', role: roles[2], created: START, last_login: null, password_hash: 'h' }
    await store.write((tx) => users.create(tx, user))
    const twice = store.write((tx) => users.create(tx, { ...user, uuid: sampleId('u2') }))
    await expect(twice).rejects.toMatchObject({ code: 'conflict' })
    await store.write((tx) => users.touchLogin(tx, user.uuid, START + 1))
    expect(await store.write((tx) => users.change(tx, user.uuid, { password_hash: 'g' }))).toBe(true)
    expect(await users.byName(store.db, 'admin')).toEqual({ ...user, last_login: START + 1, password_hash: 'g' })
    expect(await users.byName(store.db, 'nobody')).toBeNull()
    expect(await users.count(store.db)).toBe(1)
    const { password_hash: _hash, ...shown } = { ...user, last_login: START + 1 }
    expect(await users.list(store.db)).toEqual([shown])
    const token = { jti: sampleId('jti'), user_uuid: user.uuid, created: START, expires_at: START + 100 }
    await store.write((tx) => users.addToken(tx, token))
    expect(await users.tokenLive(store.db, token.jti, START + 99)).toEqual(shown)
    expect(await users.tokenLive(store.db, token.jti, START + 100)).toBeNull()
    expect(await users.tokenLive(store.db, sampleId('none'), START)).toBeNull()
    await store.write((tx) => users.revokeToken(tx, token.jti, START + 5))
    expect(await users.tokenLive(store.db, token.jti, START + 6)).toBeNull()
    expect(await store.write((tx) => users.purgeTokens(tx, START + 101))).toBe(1)
    const orphan = store.write((tx) => users.addToken(tx, { ...token, user_uuid: sampleId('nobody') }))
    await expect(orphan).rejects.toThrow(/FOREIGN KEY/i)
  })

  test('the audit log', async () => {
    const entry = (n: number) => ({ time: START + n, user: n % 2 ? 'a' : 'b', action: 'x', subject: `${n}`, detail: { n }, address: '::1' })
    for (let n = 0; n < 5; n++) expect(await store.write((tx) => audit.append(tx, entry(n)))).toBe(n + 1)
    const all = await readAll((cursor) => audit.list(store.db, {}, { limit: 2, cursor }))
    expect(all.map((one) => one.detail)).toEqual([4, 3, 2, 1, 0].map((n) => ({ n })))
    expect((await audit.list(store.db, { user: 'a' }, { limit: 9 })).items.map((one) => one.seq)).toEqual([4, 2])
  })

  test('spool positions move on and never back', async () => {
    const at = { sensor: 's', incarnation: '1-2' }
    const move = (segment: number, position: number) =>
      store.write((tx) => spools.advance(tx, { ...at, segment, position, updated: START }))
    expect(await spools.read(store.db, at)).toBeNull()
    await move(0, 100)
    await move(1, 20)
    await move(0, 900)
    await move(1, 10)
    expect(await spools.read(store.db, at)).toEqual({ ...at, segment: 1, position: 20, closed_at: null, updated: START })
    await store.write((tx) => spools.close(tx, { ...at, now: START + 1 }))
    expect(await spools.list(store.db, 's')).toMatchObject([{ closed_at: START + 1 }])
    expect(await spools.list(store.db, 'other')).toEqual([])
    await store.write((tx) => spools.remove(tx, at))
    expect(await spools.list(store.db)).toEqual([])
  })

  test('a frame is set aside once', async () => {
    const frame = { sensor: 's', incarnation: '1-2', segment: 0, position: 5, time: START, reason: 'no JSON', frame_b64: 'eA==' }
    expect(await store.write((tx) => quarantine.add(tx, [frame, { ...frame, position: 6 }]))).toBe(2)
    expect(await store.write((tx) => quarantine.add(tx, [frame, { ...frame, position: 7 }]))).toBe(1)
    expect(await quarantine.count(store.db)).toBe(3)
    const all = await readAll((cursor) => quarantine.list(store.db, { limit: 2, cursor }))
    expect(all.map((one) => one.position)).toEqual([7, 6, 5])
  })

  test('quarantine keeps the newest 10,000 and goes on counting', async () => {
    const before = await quarantine.count(store.db)
    const place = { sensor: '9', incarnation: 'b', segment: 1, time: START, reason: 'not json', frame_b64: 'eA==' }
    const some = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => ({ ...place, position: from + n }))
    expect(await store.write((tx) => quarantine.add(tx, some(0, 9_999)))).toBe(9_999)
    expect(await store.write((tx) => quarantine.add(tx, some(9_999, 10_004)))).toBe(5)
    expect(await store.write((tx) => quarantine.add(tx, some(10_004, 10_006)))).toBe(2)
    expect(await quarantine.count(store.db)).toBe(before + 10_006)
    const kept = await readAll((cursor) => quarantine.list(store.db, { limit: 5_000, cursor }))
    expect(kept.map((one) => one.position)).toEqual(
      some(6, 10_006)
        .map((one) => one.position)
        .reverse(),
    )
  })

  test('settings', async () => {
    expect(await settings.get(store.db, 'id')).toBeNull()
    expect(await store.write((tx) => settings.claim(tx, 'id', 'one'))).toBe('one')
    expect(await store.write((tx) => settings.claim(tx, 'id', 'two'))).toBe('one')
    await store.write((tx) => settings.put(tx, 'id', 'three'))
    await store.write((tx) => settings.put(tx, 'new', 'x'))
    expect([await settings.get(store.db, 'id'), await settings.get(store.db, 'new')]).toEqual(['three', 'x'])
    await store.write((tx) => settings.remove(tx, 'id'))
    expect(await settings.get(store.db, 'id')).toBeNull()
  })
})
