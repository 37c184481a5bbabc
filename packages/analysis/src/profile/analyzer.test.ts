// The profile: what it says, and that it does not matter how the log was cut into batches.
import { attackerId, findingKinds, type NewFinding, systemClock } from '@decnet/kernel'
import { attackers, events, findings, type NewEvent } from '@decnet/store'
import { openTestStore, type TestStore } from '@decnet/store/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tableDigest } from '../digest.ts'
import { append, closed, event, opened, ran, START, tried } from '../fixture.ts'
import { profile } from './analyzer.ts'

let store: TestStore
beforeEach(async () => {
  store = await openTestStore()
})
afterEach(() => store.close())

/** Runs the analyzer over the whole log, cut into batches of these sizes, again and again. */
async function analyze(sizes: readonly number[]): Promise<NewFinding[]> {
  const log = await events.after(store.db, 0, { limit: 10_000 })
  const announced: NewFinding[] = []
  for (let start = 0, turn = 0; start < log.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    const batch = log.slice(start, start + size)
    await store.write((tx) => profile.run(batch, { tx, clock: systemClock, announce: (finding) => announced.push(finding) }))
    start += size
  }
  return announced
}

const attacker = attackerId('198.51.100.7')

test('counts, deckies, services, depth; a first sight and an accepted credential are findings, once each', async () => {
  await append(store, [
    opened({ time: START }),
    tried('rejected', { time: START + 10 }),
    tried('accepted', { time: START + 20 }),
    tried('accepted', { time: START + 25 }),
    ran({ time: START + 30, decky: 'db-02' }),
    closed({ time: START + 40 }),
  ])
  const announced = await analyze([2])
  expect(await attackers.profile(store.db, attacker)).toEqual({
    attacker_uuid: attacker,
    tempo: 'unknown',
    tempo_reason: 'Only 3 gaps between actions seen; it takes 8 to tell',
    depth: 'acted',
    services: ['redis'],
    deckies: ['db-02', 'web-01'],
    counts: { 'command.ran': 1, 'connection.closed': 1, 'connection.opened': 1, 'credential.tried': 3 },
    updated: START + 40,
  })
  await store.write((tx) => findings.announce(tx, 'profile', announced))
  const stored = await findings.after(store.db, 0, 10)
  expect(stored.map(({ topic, time }) => [topic, time])).toEqual([
    ['attacker.observed', START],
    ['credential.captured', START + 20],
  ])
  for (const finding of stored) expect(findingKinds[finding.topic].payload.safeParse(finding.payload).success).toBe(true)
})

test('tempo becomes clear, stays through a pause, turns around, and each change is told', async () => {
  const script = Array.from({ length: 20 }, (_, index) => ran({ time: START + index * 3 }))
  const person = Array.from({ length: 64 }, (_, index) => ran({ time: START + 20_000 + index * 3_000 + ((index * index * 7919) % 2_500) }))
  await append(store, [opened({ time: START }), ...script, ...person])
  const changes = (await analyze([7])).filter((finding) => finding.topic === 'attacker.tempo.changed')
  expect(changes.map(({ payload }) => ('tempo' in payload ? payload.tempo : null))).toEqual(['automated', 'human'])
  for (const { payload } of changes) expect(findingKinds['attacker.tempo.changed'].payload.safeParse(payload).success).toBe(true)
})

test('what is left behind is deeper than what was done; a request’s body is not left behind', async () => {
  const file = (how: 'upload' | 'body') =>
    event('file.captured', { sha256: 'a'.repeat(64), size: 1, name: 'f', mime: 'm', how, complete: true })
  await append(store, [opened(), file('body')])
  await analyze([9])
  expect(await attackers.profile(store.db, attacker)).toMatchObject({ depth: 'spoke' })
  await append(store, [file('upload')])
  await store.write((tx) => profile.clear(tx))
  await analyze([9])
  expect(await attackers.profile(store.db, attacker)).toMatchObject({ depth: 'left_files' })
})

const anyEvent = fc
  .record({
    make: fc.constantFrom<(where: Parameters<typeof ran>[0]) => NewEvent>(
      opened,
      ran,
      closed,
      (where) => tried('rejected', where),
      (where) => tried('accepted', where),
    ),
    ip: fc.constantFrom('198.51.100.1', '198.51.100.2', '2001:db8::3'),
    session: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'),
    decky: fc.constantFrom('web-01', 'db-02'),
    // Close together, so that gaps count; in no order, as late frames come.
    time: fc.integer({ min: START, max: START + 5_000 }),
  })
  .map(({ make, ...where }) => make(where))

test('any batching of any log gives the same rows and the same findings', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { maxLength: 150 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      async (log, sizes) => {
        await store.write(async (tx) => {
          await tx.deleteFrom('events').execute()
          await profile.clear(tx)
        })
        await append(
          store,
          log.map((one) => ({ ...one })),
        )
        const whole = await analyze([10_000])
        const digest = await tableDigest(store.db, profile)
        await store.write((tx) => profile.clear(tx))
        expect(await analyze(sizes)).toEqual(whole)
        expect(await tableDigest(store.db, profile)).toEqual(digest)
      },
    ),
    { numRuns: 40 },
  )
})
