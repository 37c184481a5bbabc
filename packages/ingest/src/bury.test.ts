// What a kill, a failure or a process that lives on leaves of a closed incarnation goes later.
import { access, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Store, spools } from '@decnet/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type House, lines, openHouse, said, until } from './fixture.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const incarnation = `${Date.now() - 60_000}-77`
const opened = () => lines(said('connection.opened', { transport: 'tcp' }, { decky_id: house.decky.id }))

async function left() {
  const rows = await spools.list(house.store.db)
  const names = async (path: string) => await readdir(join(house.data, path)).catch(() => [])
  return {
    rows: rows.length,
    spools: await names('sensors/1/spool'),
    notes: await names('ingest'),
    parts: await names('artifacts/partial'),
  }
}
const NOTHING = { rows: 0, spools: [], notes: [], parts: [] }

async function drain(alive: boolean) {
  const ingest = house.ingest({ alive: () => alive })
  await ingest.start()
  await ingest.stop()
  return ingest.stats()
}

/** Reads the spool, says in the store that it is over, and leaves everything else as a kill at that moment does. */
async function killedBeforeBurial(): Promise<void> {
  await house.write(opened(), { incarnation })
  await drain(true)
  await house.store.write((tx) => spools.close(tx, { sensor: '1', incarnation, now: Date.now() }))
  await mkdir(join(house.data, 'artifacts/partial'), { recursive: true })
  await writeFile(join(house.data, `artifacts/partial/1.${incarnation}.some-capture`), '')
  expect(await left()).toMatchObject({ rows: 1, spools: [incarnation], notes: [`1.${incarnation}.sessions`], parts: [expect.any(String)] })
}

test('a kill between the closing commit and the burial: the next run buries', async () => {
  await killedBeforeBurial()
  await drain(false)
  expect(await left()).toEqual(NOTHING)
})

test('a kill between the removal of the files and of the position: the next run forgets it', async () => {
  await house.store.write((tx) => spools.advance(tx, { sensor: '1', incarnation, segment: 1, position: 9, updated: 1 }))
  await house.store.write((tx) => spools.close(tx, { sensor: '1', incarnation, now: 2 }))
  await drain(false)
  expect(await left()).toEqual(NOTHING)
})

test('a superseded process that lives on is read on, and buried once it is gone', async () => {
  const later = `${Date.now() - 30_000}-78`
  await house.write(opened(), { incarnation })
  await house.write(opened(), { incarnation: later })
  let lives = true
  const ingest = house.ingest({ alive: (pid) => pid === 78 || lives })
  await ingest.start()
  await until(
    () => spools.read(house.store.db, { sensor: '1', incarnation }),
    (row) => row !== null && row.closed_at !== null,
  )
  await house.write(opened(), { incarnation })
  await until(
    () => Promise.resolve(ingest.stats().events),
    // Two openings, the closing of the first, then what came late and its closing.
    (events) => events >= 4,
  )
  expect((await left()).spools).toContain(incarnation)
  lives = false
  await until(left, (seen) => seen.rows === 1 && seen.spools.length === 1)
  expect((await left()).spools).toEqual([later])
  await ingest.stop()
})

test('a burial that fails is tried again, and does not keep what is new from being read', async () => {
  await killedBeforeBurial()
  let refusals = 3
  const write: Store['write'] = (run) => (refusals-- > 0 ? Promise.reject(new Error('no')) : house.store.write(run))
  const ingest = house.ingest({ store: { ...house.store, db: house.store.db, write }, alive: () => false })
  await ingest.start()
  await until(left, (seen) => seen.rows === 0)
  await ingest.stop()
  expect(ingest.stats().last_error).toBe('no')
  expect(refusals).toBeLessThan(0)
  await expect(access(join(house.data, 'sensors/1/spool', incarnation))).rejects.toThrow('ENOENT')
})
