// When the store fails: busy is waited for, a refused event is set aside alone, and a rebuild gives the same tables.
import { Problem } from '@decnet/kernel'
import { events, quarantine, type Store } from '@decnet/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CommitParts, commitApart, isRefusal, planCommit } from './commit.ts'
import { type House, lines, openHouse, said, uuid } from './fixture.ts'
import { rebuildProjections } from './rebuild.ts'
import type { Spool } from './spools.ts'
import type { StampedEvent } from './stamp.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const incarnation = `${Date.now() - 60_000}-5`
const opened = (over = {}) => said('connection.opened', { transport: 'tcp' }, { decky_id: house.decky.id, ...over })

/** The house's store, with its writes going through `write`. */
function withWrite(write: Store['write']): Store {
  return { ...house.store, db: house.store.db, write }
}

test('a store that is busy for a while loses nothing, and says so', async () => {
  let failures = 3
  const store = withWrite((run) => {
    if (failures-- > 0) return Promise.reject(new Problem('store.busy', 'Another process holds the database'))
    return house.store.write(run)
  })
  await house.write(lines(opened(), opened()), { incarnation })
  const ingest = house.ingest({ store })
  await ingest.start()
  await ingest.stop()
  expect(ingest.stats()).toMatchObject({ events: 2, quarantined: 0, last_error: 'Another process holds the database' })
})

test('a commit whose answer was lost is made again, and stores nothing twice', async () => {
  let lost = false
  const store = withWrite(async (run) => {
    const result = await house.store.write(run)
    if (lost) return result
    lost = true
    throw new Error('the answer was lost')
  })
  await house.write(lines(opened(), opened()), { incarnation })
  const ingest = house.ingest({ store })
  await ingest.start()
  await ingest.stop()
  expect(lost).toBe(true)
  expect(await events.after(house.store.db, 0, { limit: 9 })).toHaveLength(2)
  const { count } = await house.store.db.selectFrom('attackers').select('event_count as count').executeTakeFirstOrThrow()
  expect(count).toBe(2)
})

test('a store that stays down ends stop() with an error; the next run begins where the last commit was', async () => {
  await house.write(lines(opened()), { incarnation })
  const down = withWrite(() => Promise.reject(new Error('the disk is full')))
  const ingest = house.ingest({ store: down, stop_ms: 1 })
  await ingest.start()
  await expect(ingest.stop()).rejects.toThrow('the disk is full')
  expect(ingest.stats()).toMatchObject({ running: false, events: 0 })
  const next = house.ingest()
  await next.start()
  await next.stop()
  expect(next.stats()).toMatchObject({ events: 1 })
})

test('an event that the tables refuse is set aside alone; the others of its batch are stored', async () => {
  const stamp = (host: string | null) => {
    const marks = { received: Date.now(), origin: 'sensor', source: 'live', attacker_uuid: null, clamped: false }
    return { ...opened(), ...marks, host, peer_ip: null } as unknown as StampedEvent
  }
  const spool: Spool = { sensor: '1', incarnation, started: 0, pid: 5, directory: '/nowhere', key: `1.${incarnation}`, superseded: false }
  const place = (event: StampedEvent, offset: number) => ({ event, spool, at: { segment: 1, offset } })
  const batch = {
    events: [place(stamp('here'), 0), place(stamp(null), 100), place(stamp('here'), 200)],
    setAside: [],
    stored: [],
    progress: [{ spool, position: { segment: 1, offset: 300 }, over: false }],
    full: false,
  }
  const parts: CommitParts = { store: house.store, host: 'here', now: Date.now, openOf: () => Promise.resolve([]) }
  await expect(planCommit(parts, batch)()).rejects.toSatisfy(isRefusal)
  expect(await commitApart(parts, batch)).toMatchObject({ fresh: [{}, {}], quarantined: 1 })
  const { items } = await quarantine.list(house.store.db, { limit: 9 })
  expect(items).toMatchObject([{ segment: 1, position: 100, reason: expect.stringContaining('store refuses it') }])
  expect(isRefusal(new Problem('store.busy', 'x'))).toBe(false)
})

test('a rebuild from the log gives the tables that were there', async () => {
  const session = uuid()
  const sha256 = 'ab'.repeat(32)
  await house.write(
    lines(
      opened({ session, peer_ip: '127.1.1.1' }),
      said(
        'credential.tried',
        { method: 'password', secret: 'x', secret_b64: 'eA==', outcome: 'accepted' },
        { decky_id: house.decky.id, session, peer_ip: '127.1.1.1' },
      ),
      said('client.identified', { what: 'banner', value: 'v' }, { decky_id: house.decky.id }),
      said('file.captured', { sha256, size: 3, name: 'f', mime: 'm', how: 'upload', complete: true }, { decky_id: house.decky.id }),
      said('decky.configured', { revision: 1, address: 'a', listens: [] }, { decky_id: house.decky.id, session: null, peer_ip: null }),
    ),
    { incarnation },
  )
  const ingest = house.ingest()
  await ingest.start()
  await ingest.stop()
  const before = await derived(house)
  expect(Object.values(before).every((rows) => rows.length > 0)).toBe(true)
  await house.store.write((tx) => tx.updateTable('sessions').set({ event_count: 99 }).execute())
  expect(await derived(house)).not.toEqual(before)
  expect(await rebuildProjections(house.store)).toBe(5)
  expect(await derived(house)).toEqual(before)
})

async function derived({ store: { db } }: House) {
  return {
    attackers: await db.selectFrom('attackers').selectAll().orderBy('uuid').execute(),
    touches: await db.selectFrom('attacker_touches').selectAll().orderBy('attacker_uuid').orderBy('service').execute(),
    sessions: await db.selectFrom('sessions').selectAll().orderBy('id').execute(),
    credentials: await db.selectFrom('credentials').selectAll().orderBy('uuid').execute(),
    clients: await db.selectFrom('clients').selectAll().orderBy('uuid').execute(),
    artifacts: await db.selectFrom('artifacts').selectAll().orderBy('sha256').execute(),
    captures: await db.selectFrom('artifact_captures').selectAll().orderBy('event_id').execute(),
    minutes: await db.selectFrom('minutes').selectAll().orderBy('minute').orderBy('series').execute(),
    reported: await db.selectFrom('reported_deckies').selectAll().orderBy('decky_id').execute(),
  }
}
