// Plans: deterministic, honest about addresses and ports, and without change for what is exported.
import { readFileSync } from 'node:fs'
import { type DesiredDecky, Problem } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultFleet } from '../default-fleet.ts'
import { exportDeckies, fleetYaml } from '../export.ts'
import { noLines, parseFleet } from '../fleet.ts'
import type { FleetEntry } from '../fleet-schema.ts'
import { installation } from '../installation.ts'
import { automaticAddresses, type Probe } from './addresses.ts'
import { makePlan, type PlanFacts, type PlanInput } from './plan.ts'

const home = installation(new Uint8Array(32).fill(7))

function facts(over: Partial<PlanFacts> = {}): PlanFacts {
  let count = 0
  return {
    installation: home,
    lowestPort: 1,
    sharedLoopback: false,
    probe: () => Promise.resolve('free'),
    newId: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    now: () => 1000,
    ...over,
  }
}

async function planned(entries: readonly FleetEntry[], existing: readonly DesiredDecky[] = [], over: Partial<PlanFacts> = {}) {
  return await makePlan({ entries, existing, extent: 'whole' }, facts(over))
}

async function deckiesOf(entries: readonly FleetEntry[], over: Partial<PlanFacts> = {}): Promise<DesiredDecky[]> {
  return (await planned(entries, [], over)).changes.flatMap(({ after }) => after ?? [])
}

async function faultsOf(text: string, over: Partial<PlanFacts> = {}, existing: readonly DesiredDecky[] = []) {
  const fleet = parseFleet(text)
  const input: PlanInput = { entries: fleet.deckies, existing, extent: 'whole', source: fleet.source }
  try {
    await makePlan(input, facts(over))
  } catch (error) {
    if (error instanceof Problem) return error.fields.map(({ path, message }) => `${path} ${message}`)
    throw error
  }
  throw new Error('the plan was made')
}

test('the default fleet is three deckies of different archetypes, each with its own address of the same /24', async () => {
  const deckies = await deckiesOf(defaultFleet.deckies)
  expect(new Set(deckies.map(({ archetype }) => archetype)).size).toBe(3)
  const [first = ''] = automaticAddresses(home.id)
  const network = first.slice(0, first.lastIndexOf('.'))
  expect(deckies.map(({ address }) => address)).toEqual([2, 3, 4].map((host) => `${network}.${host}`))
  expect(new Set(deckies.map(({ hostname }) => hostname)).size).toBe(3)
})

test('more than 250 deckies go on in the next /24', async () => {
  const deckies = await deckiesOf([{ name: 'c', archetype: 'cache-server', count: 300 }])
  expect(new Set(deckies.map(({ address }) => address)).size).toBe(300)
  const networks = deckies.map(({ address }) => Number(address.split('.')[2]))
  expect(new Set(networks).size).toBe(2)
  expect(networks[299]).toBe(((networks[0] ?? 0) + 1) % 256)
  expect(deckies[299]?.name).toBe('c-300')
  expect(new Set(deckies.map(({ hostname }) => hostname)).size).toBe(300)
})

test('the example file is a good one', async () => {
  const fleet = parseFleet(readFileSync(new URL('../../../../examples/decnet.yaml', import.meta.url), 'utf8'))
  const plan = await makePlan({ entries: fleet.deckies, existing: [], extent: 'whole', source: fleet.source }, facts())
  expect(plan.changes.map(({ decky }) => decky)).toEqual(['web-01', 'cache-1', 'cache-2', 'cache-3', 'intranet'])
  expect(plan.changes[4]?.after).toMatchObject({ hostname: 'intranet-prod-01', tarpit: { delay_ms: 500 } })
})

test('a taken address is skipped and said', async () => {
  const [first = '', second] = automaticAddresses(home.id)
  const probe: Probe = ({ address }) => Promise.resolve(address === first ? 'taken' : 'free')
  const plan = await planned([{ name: 'a', archetype: 'web-server' }], [], { probe })
  expect(plan.changes[0]?.address).toBe(second)
  expect(plan.warnings.join()).toContain(`${first} is skipped`)
})

test('a port that another program holds everywhere is bound 20000 higher, and said', async () => {
  const probe: Probe = ({ port }) => Promise.resolve(port === 6379 ? 'taken' : 'free')
  const plan = await planned([{ name: 'a', archetype: 'cache-server', count: 3 }], [], { probe })
  expect(plan.changes.map(({ after }) => after?.services[0]?.listens[0]?.bind_port)).toEqual([26379, 26379, 26379])
  expect(plan.warnings.join()).toContain('redis binds port 26379 instead of 6379: another program holds it')
})

test('low ports that may not be bound are bound 20000 higher, and said', async () => {
  const plan = await planned([{ name: 'a', archetype: 'web-server' }], [], { lowestPort: 1024 })
  expect(plan.changes[0]?.after?.services[0]?.listens).toEqual([{ transport: 'tcp', port: 80, bind_port: 20080 }])
  expect(plan.warnings).toEqual(['http binds port 20080 instead of 80: it may not be bound by this user'])
})

test('without loopback addresses of their own, deckies share one and find free ports', async () => {
  const probe: Probe = ({ port }) => Promise.resolve(port === 6379 ? 'taken' : 'free')
  const deckies = await deckiesOf([{ name: 'a', archetype: 'cache-server', count: 3 }], { sharedLoopback: true, probe })
  expect(deckies.map(({ address, services }) => [address, services[0]?.listens[0]?.bind_port])).toEqual([
    ['127.0.0.1', 6380],
    ['127.0.0.1', 6381],
    ['127.0.0.1', 6382],
  ])
})

test('faults name line and field', async () => {
  expect(await faultsOf('deckies:\n- name: a\n')).toEqual(['/deckies/0 line 2: needs an archetype or services'])
  expect(await faultsOf('deckies:\n- {name: a, archetype: web-server}\n- {name: a, archetype: web-server}\n')).toEqual([
    '/deckies/1/name line 3: there is another decky named a (line 2)',
  ])
  expect(await faultsOf('deckies:\n- {name: a-1, archetype: web-server}\n- {name: a, archetype: web-server, count: 2}\n')).toEqual([
    '/deckies/1/name line 3: there is another decky named a-1 (line 2)',
  ])
  expect(await faultsOf('deckies:\n- name: a\n  archetype: web-server\n  ports: {redis: 1}\n')).toEqual([
    '/deckies/0/ports/redis line 4: this decky has no service "redis"',
  ])
  expect(await faultsOf('deckies:\n- name: a\n  services: {http: , redis: }\n  ports: {redis: 99, http: 99}\n')).toEqual([
    '/deckies/0/ports/http line 4: http and redis both bind TCP port 99',
  ])
  expect(await faultsOf('deckies:\n- name: a\n  archetype: web-server\n  tarpit: {ports: [81], delay_ms: 5}\n')).toEqual([
    '/deckies/0/tarpit/ports/0 line 4: no service of this decky listens on 81',
  ])
  expect(await faultsOf('deckies:\n- name: a\n  archetype: web-server\n  count: 2\n  address: 10.0.0.1\n')).toEqual([
    '/deckies/0/address line 5: 2 deckies cannot share one address',
  ])
})

test('explicit addresses are checked', async () => {
  const text = 'deckies:\n- name: a\n  archetype: web-server\n  address: 192.0.2.1\n'
  expect(await faultsOf(text, { probe: () => Promise.resolve('no_address') })).toEqual([
    '/deckies/0/address line 4: 192.0.2.1 is not an address of this host',
  ])
  expect(await faultsOf(text, { probe: () => Promise.resolve('taken') })).toEqual([
    '/deckies/0/address line 4: port 80 of 192.0.2.1 is taken by another program',
  ])
  expect(await faultsOf(`${text}- name: b\n  archetype: web-server\n  address: 192.0.2.1\n`)).toEqual([
    '/deckies/1/address line 7: port 80 of 192.0.2.1 is already that of a',
  ])
})

test('an added decky may not take the socket of one that stays', async () => {
  const existing = await deckiesOf([{ name: 'a', archetype: 'web-server', address: '192.0.2.1' }])
  const entries = [{ name: 'b', archetype: 'web-server', address: '192.0.2.1' }]
  await expect(makePlan({ entries, existing, extent: 'add' }, facts())).rejects.toMatchObject({
    fields: [{ path: '/address', message: 'port 80 of 192.0.2.1 is already that of a' }],
  })
  const plan = await makePlan({ entries: [{ name: 'b', archetype: 'web-server' }], existing, extent: 'add' }, facts())
  expect(plan.changes.map(({ action, decky }) => [action, decky])).toEqual([['add', 'b']])
})

test('changes are said in sentences, secrets are not', async () => {
  const existing = await deckiesOf([
    { name: 'a', services: { redis: { password: 'old' } } },
    { name: 'b', archetype: 'web-server' },
    { name: 'c', archetype: 'web-server' },
  ])
  const plan = await planned(
    [
      { name: 'a', services: { redis: { password: 'new' }, http: {} }, hostname: 'box' },
      { name: 'b', archetype: 'web-server' },
    ],
    existing,
  )
  expect(plan.changes.map(({ action, decky }) => `${action} ${decky}`)).toEqual(['change a', 'keep b', 'remove c'])
  expect(plan.changes[0]?.detail).toEqual([
    `host name changes from ${existing[0]?.hostname} to box`,
    'http is added on port 80',
    'redis: password changes',
  ])
  expect(plan.changes[0]?.after?.revision).toBe(2)
})

test('another installation has other addresses and host names', async () => {
  const there = installation(new Uint8Array(32).fill(9))
  const [here, away] = [await deckiesOf(defaultFleet.deckies), await deckiesOf(defaultFleet.deckies, { installation: there })]
  expect(here.map(({ address }) => address)).not.toEqual(away.map(({ address }) => address))
  expect(here.map(({ hostname }) => hostname)).not.toEqual(away.map(({ hostname }) => hostname))
})

const options: fc.Arbitrary<[string, Record<string, unknown> | null]> = fc.oneof(
  fc.constantFrom<[string, null]>(['http', null], ['redis', null]),
  fc.tuple(
    fc.constant('http'),
    fc.record({ product: fc.constantFrom('nginx', 'apache'), version: fc.string({ maxLength: 5 }) }, { requiredKeys: [] }),
  ),
  fc.tuple(fc.constant('redis'), fc.record({ password: fc.string({ maxLength: 5 }) }, { requiredKeys: [] })),
)
const chosen = fc.array(options, { maxLength: 2 }).map((pairs) => Object.fromEntries(pairs))
const entry = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c', 'web', 'x-1'),
    archetype: fc.constantFrom('web-server', 'linux-server', 'cache-server'),
    services: chosen,
    os: fc.constantFrom('debian-12', 'ubuntu-22.04'),
    hostname: fc.constantFrom('h1', 'h2'),
    count: fc.integer({ min: 1, max: 4 }),
    address: fc.constantFrom('127.0.0.9', '192.0.2.7', '127.66.1.9'),
    ports: fc.dictionary(fc.constantFrom('http', 'redis'), fc.integer({ min: 1, max: 65535 })),
    tarpit: fc.record({ ports: fc.constantFrom<number[]>([80], [6379]), delay_ms: fc.integer({ min: 1, max: 60000 }) }),
  },
  { requiredKeys: ['name'] },
)
const entries = fc.uniqueArray(entry, { maxLength: 5, selector: ({ name }) => name })

/** What a fleet file makes of these entries, or null when they break a rule. */
async function attempt(list: readonly FleetEntry[], existing: readonly DesiredDecky[], over: Partial<PlanFacts>) {
  try {
    return await makePlan({ entries: list, existing, extent: 'whole', source: noLines }, facts(over))
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

const host = fc.record({ lowestPort: fc.constantFrom(1, 1024), sharedLoopback: fc.boolean() })

test('the same input gives the same plan, and what is exported plans to no change', async () => {
  let made = 0
  await fc.assert(
    fc.asyncProperty(entries, entries, host, async (first, second, over) => {
      const before = (await attempt(first, [], over))?.changes.flatMap(({ after }) => after ?? []) ?? []
      const plan = await attempt(second, before, over)
      expect(await attempt(second, before, over)).toEqual(plan)
      if (!plan) return
      made++
      const after = plan.changes.flatMap((change) => change.after ?? [])
      const fleet = parseFleet(fleetYaml(exportDeckies('x', after, home)))
      const again = await makePlan({ entries: fleet.deckies, existing: after, extent: 'whole', source: fleet.source }, facts(over))
      expect(again.changes.filter(({ action }) => action !== 'keep')).toEqual([])
      expect(again.changes).toHaveLength(after.length)
      const sockets = after.flatMap(({ address, services }) =>
        services.flatMap(({ listens }) => listens.map((listen) => `${address}:${listen.bind_port}`)),
      )
      expect(new Set(sockets).size).toBe(sockets.length)
    }),
    { numRuns: 500 },
  )
  expect(made).toBeGreaterThan(50)
}, 60_000)
