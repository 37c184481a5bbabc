// A replay proves itself: from spools to profiles, then cleared and run again, also with the host killed in the middle.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AnalysisHost, tableDigest } from '@decnet/analysis'
import { analyzers } from '@decnet/analysis/catalogue'
import { type Bus, openBus } from '@decnet/bus'
import { Ingest, rebuildProjections } from '@decnet/ingest'
import { type Operation, systemClock, uuidv7Source } from '@decnet/kernel'
import { cursors, deckies, events, findings, openStore, operations, type Store } from '@decnet/store'
import { afterEach, beforeEach, expect, test } from 'vitest'

const STARTED = Date.now() - 60_000
const SESSIONS = 120
const BATCH = 50

let data = ''
let store: Store
let bus: Bus
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'replay-'))
  store = await openStore({ url: `sqlite:${join(data, 'decnet.db')}` })
  bus = await openBus('memory:')
})
afterEach(async () => {
  await bus.close()
  await store.close()
  await rm(data, { recursive: true, force: true })
})

/** Sessions of a few attackers, quick and slow ones, with frames that come late. */
function frames(deckyId: string): string[] {
  let time = STARTED
  const id = uuidv7Source(() => time)
  const lines: string[] = []
  for (let n = 0; n < SESSIONS; n++) {
    const at = {
      decky_id: deckyId,
      decky: 'x',
      topology_id: null,
      service: 'redis',
      session: id(),
      peer_ip: `127.9.0.${n % 7}`,
      peer_port: 40_000,
      local_port: 6379,
    }
    const say = (kind: string, facts: object, ms: number) => {
      time += ms
      lines.push(`${JSON.stringify({ frame: 'event', event: { id: id(), time, kind, ...at, facts } })}\n`)
    }
    say('connection.opened', { transport: 'tcp' }, 1)
    const outcome = n % 5 === 0 ? 'accepted' : 'rejected'
    say('credential.tried', { method: 'password', principal: `u${n % 9}`, secret: 'x', secret_b64: 'eA==', outcome }, 2)
    for (let i = 0; i < 1 + (n % 4); i++)
      say('command.ran', { language: 'redis', command: 'PING', outcome: 'ok' }, n % 7 === 3 ? 900 + ((n * 37) % 800) : 3)
    if (n % 3 !== 0) say('connection.closed', { reason: 'peer', duration_ms: 9, bytes_in: 1, bytes_out: 1 }, 1)
    // Every eighth frame comes one place late.
    if (n % 8 === 0) lines.splice(-2, 2, ...lines.slice(-2).reverse())
  }
  return lines
}

async function fill(): Promise<void> {
  const now = Date.now()
  const id = uuidv7Source(Date.now)()
  const fixed = {
    topology_id: null,
    archetype: null,
    os: 'debian-12',
    hostname: 'web',
    runtime: 'embedded',
    address: '127.66.0.1',
  } as const
  await store.write((tx) =>
    deckies.putDesired(tx, { ...fixed, id, name: 'web-01', services: [], tarpit: null, revision: 1, created: now, updated: now }),
  )
  const directory = join(data, 'sensors', '1', 'spool', `${STARTED}-1`)
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, '00000001.ndjson'), frames(id).join(''))
  const ingest = new Ingest({ store, bus, data, host: 'here', alive: () => true })
  await ingest.start()
  await ingest.stop()
  expect(ingest.stats()).toMatchObject({ quarantined: 0, last_error: null })
}

async function until<Seen>(look: () => Promise<Seen>, good: (seen: Seen) => boolean): Promise<Seen> {
  const deadline = Date.now() + 9_000
  for (;;) {
    const seen = await look()
    if (good(seen)) return seen
    if (Date.now() > deadline) throw new Error(`Waited in vain; seen last: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const host = (holder: string, over: Partial<ConstructorParameters<typeof AnalysisHost>[0]> = {}) =>
  new AnalysisHost({ store, bus, holder, batch: BATCH, poll_ms: 5, ...over })

async function digest() {
  const profile = await analyzers.find(({ name }) => name === 'profile')?.load()
  if (profile === undefined) throw new Error('There is no analyzer named profile')
  return { table: await tableDigest(store.db, profile), findings: await findings.after(store.db, 0, 10_000) }
}

async function askReplay(): Promise<string> {
  const marks = { error: null, created_by: 'test', created: Date.now(), updated: Date.now() }
  const operation: Operation = {
    id: crypto.randomUUID(),
    kind: 'analysis.replay',
    subject: 'profile',
    state: 'queued',
    input: {},
    steps: [],
    ...marks,
  }
  await store.write((tx) => operations.create(tx, operation))
  return operation.id
}

async function toHead(): Promise<number> {
  const head = await events.head(store.db)
  await until(
    () => cursors.read(store.db, 'profile'),
    (cursor) => cursor === head,
  )
  return head
}

test('a replay gives equal tables, and announces nothing twice', async () => {
  await fill()
  const running = host('one')
  await running.start()
  await toHead()
  const before = await digest()
  expect(before.table.rows).toBe(7)
  expect(before.findings.length).toBeGreaterThan(7)
  const operation = await askReplay()
  await until(
    () => operations.get(store.db, operation),
    (now) => now?.state === 'done',
  )
  await running.stop()
  expect(await digest()).toEqual(before)
})

test('a host killed between the batches of a replay, and again, leaves it to the next, and the tables come out equal', async () => {
  await fill()
  const first = host('first')
  await first.start()
  await toHead()
  const before = await digest()
  await first.stop()
  const operation = await askReplay()
  const killedAt: number[] = []
  for (const round of [1, 2]) {
    // A killed process writes no more and gives no lease back: from some write on, nothing of this host arrives.
    let writes = 4
    const dying: Store = { ...store, db: store.db, write: (run) => (writes-- > 0 ? store.write(run) : Promise.reject(new Error('killed'))) }
    const doomed = host(`doomed ${round}`, { store: dying, clock: { ...systemClock, now: () => Date.now() + round * 60_000 } })
    await doomed.start()
    await until(
      () => Promise.resolve(writes),
      (left) => left < 0,
    )
    await doomed.stop()
    killedAt.push(await cursors.read(store.db, 'profile'))
    expect(await operations.get(store.db, operation)).toMatchObject({ state: 'running' })
  }
  const last = host('last', { clock: { ...systemClock, now: () => Date.now() + 180_000 } })
  await last.start()
  await until(
    () => operations.get(store.db, operation),
    (now) => now?.state === 'done',
  )
  const head = await toHead()
  await last.stop()
  expect(killedAt[0]).toBeGreaterThan(0)
  expect(killedAt[1]).toBeGreaterThan(killedAt[0] ?? 0)
  expect(killedAt[1]).toBeLessThan(head)
  expect(await digest()).toEqual(before)
})

test('what ingest derives can be rebuilt under a profile without changing it', async () => {
  await fill()
  const running = host('one')
  await running.start()
  await toHead()
  await running.stop()
  const before = await digest()
  const read = await rebuildProjections(store)
  expect(read).toBe(await events.head(store.db))
  expect(await digest()).toEqual(before)
})
