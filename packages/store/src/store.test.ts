// The store itself: one write at a time, all or nothing, readers that cannot write, files that are refused.
import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { insertRows, mergeRows } from './bulk.ts'
import { dialects } from './conformance.ts'
import { migrations } from './migrations/catalogue.ts'
import * as settings from './repos/settings.ts'
import { openStore } from './store.ts'
import type { TestStore } from './testing.ts'

describe.each(dialects)('the store on $name', ({ open }) => {
  let store: TestStore
  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  test('writes wait for each other and see what came before', async () => {
    const add = () =>
      store.write(async (tx) => {
        const before = Number((await settings.get(tx, 'n')) ?? 0)
        await settings.put(tx, 'n', String(before + 1))
      })
    await Promise.all(Array.from({ length: 20 }, add))
    expect(await settings.get(store.db, 'n')).toBe('20')
    expect(store.stats()).toMatchObject({ writes_waiting: 0, writes_done: 20 })
  })

  test('a write is all or nothing, and the next one goes on', async () => {
    const failing = store.write(async (tx) => {
      await settings.put(tx, 'a', '1')
      await insertRows(tx, 'settings', { rows: [{ key: 'b', value: '1' }] })
      await insertRows(tx, 'settings', { rows: [{ key: 'b', value: '2' }] })
    })
    await expect(failing).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    expect(await settings.get(store.db, 'a')).toBeNull()
    await store.write((tx) => settings.put(tx, 'a', '2'))
    expect(await settings.get(store.db, 'a')).toBe('2')
  })

  test('readers see nothing before the commit', async () => {
    await store.write(async (tx) => {
      await settings.put(tx, 'a', '1')
      expect(await settings.get(store.db, 'a')).toBeNull()
    })
    expect(await settings.get(store.db, 'a')).toBe('1')
  })

  test('readers cannot write', async () => {
    await expect(store.db.insertInto('settings').values({ key: 'a', value: '1' }).execute()).rejects.toThrow(/readonly/)
  })

  test('bulk: any number of rows, ignoring what is there, merging as told', async () => {
    const rows = Array.from({ length: 53 }, (_, index) => ({ key: `k${index}`, value: `${index}` }))
    const insert = (some: typeof rows) => store.write((tx) => insertRows(tx, 'settings', { rows: some, ignore: ['key'] }))
    expect(await insert(rows.slice(0, 37))).toBe(37)
    expect(await insert(rows)).toBe(16)
    expect(await insert([])).toBe(0)
    const changed = rows.map((row) => ({ ...row, value: `new ${row.value}` }))
    await store.write((tx) => mergeRows(tx, 'settings', { rows: changed, merge: { key: ['key'], max: ['value'] } }))
    const stored = await store.db.selectFrom('settings').selectAll().where('key', 'like', 'k%').execute()
    expect(stored.map((row) => row.value).sort()).toEqual(changed.map((row) => row.value).sort())
  })

  test('opened again, everything is still there and nothing migrates twice', async () => {
    await store.write((tx) => settings.put(tx, 'a', '1'))
    const again = await openStore({ url: store.url, now: () => 1 })
    expect(await settings.get(again.db, 'a')).toBe('1')
    const applied = await again.db.selectFrom('schema_migrations').selectAll().execute()
    expect(applied.map((row) => row.id)).toEqual(migrations.map((migration) => migration.id))
    expect(applied.every((row) => row.applied > 1)).toBe(true)
    await again.close()
  })

  test('closing waits for what was asked before, and refuses what is asked after', async () => {
    const one = await openStore({ url: store.url })
    const written = one.write((tx) => settings.put(tx, 'last', '1'))
    const queued = one.write((tx) => settings.put(tx, 'later', '1'))
    const closed = one.close()
    await Promise.all([written, queued, closed, one.close()])
    expect(await settings.get(store.db, 'later')).toBe('1')
    await expect(one.write((tx) => settings.put(tx, 'x', '1'))).rejects.toMatchObject({ code: 'store.busy' })
    await expect(settings.get(one.db, 'x')).rejects.toMatchObject({ code: 'store.busy' })
  })

  test('several who open a new file at once all find it ready', async () => {
    const url = `${store.url}-new`
    const stores = await Promise.all([openStore({ url }), openStore({ url }), openStore({ url })])
    for (const one of stores) expect(await settings.get(one.db, 'a')).toBeNull()
    await Promise.all(stores.map((one) => one.close()))
  })
})

describe('a SQLite file', () => {
  const [sqlite] = dialects
  if (!sqlite) throw new Error('No SQLite among the dialects')

  test('is strict, logs ahead, and has foreign keys on', async () => {
    const store = await sqlite.open()
    const count = { name: 'x', value: 'no number' } as unknown as { name: string; value: number }
    await expect(store.write((tx) => insertRows(tx, 'counters', { rows: [count] }))).rejects.toMatchObject({
      code: 'SQLITE_CONSTRAINT_DATATYPE',
    })
    const db = new Database(store.path, { readonly: true })
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('foreign_key_check')).toEqual([])
    const loose = db.prepare("select name from pragma_table_list where type = 'table' and strict = 0 and name not like 'sqlite_%'").all()
    expect(loose).toEqual([])
    db.close()
    await store.close()
  })

  test('of a later version is refused', async () => {
    const store = await sqlite.open()
    await store.write((tx) => insertRows(tx, 'schema_migrations', { rows: [{ id: 9_999, name: 'later', applied: 1 }] }))
    await expect(openStore({ url: store.url })).rejects.toMatchObject({ code: 'config.invalid' })
    await store.close()
  })

  test('that cannot be opened is an error, not a hang', async () => {
    await expect(openStore({ url: 'sqlite:/nonexistent/directory/x.db' })).rejects.toThrow(/directory/)
  })

  test('of a test store is removed with it', async () => {
    const store = await sqlite.open()
    expect(existsSync(store.path)).toBe(true)
    await store.close()
    expect(existsSync(store.path)).toBe(false)
  })

  test('held by another process makes a write wait, not fail', async () => {
    const store = await sqlite.open()
    const other = new Database(store.path)
    other.exec('begin immediate')
    let written = false
    const write = store
      .write((tx) => settings.put(tx, 'a', '1'))
      .then(() => {
        written = true
      })
    expect(await settings.get(store.db, 'a')).toBeNull()
    expect(written).toBe(false)
    other.exec('commit')
    await write
    expect(await settings.get(store.db, 'a')).toBe('1')
    other.close()
    await store.close()
  })
})
