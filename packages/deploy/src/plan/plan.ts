// A plan: what must become of each decky for the fleet to be what is wanted. Changes nothing; the same input gives the same plan.
import { isDeepStrictEqual } from 'node:util'
import type { DesiredDecky, TarpitRule } from '@decnet/kernel'
import { faultsProblem, noLines, type Source } from '../fleet.ts'
import type { FleetEntry } from '../fleet-schema.ts'
import type { Installation } from '../installation.ts'
import { Addresses, type Placed, type Probe } from './addresses.ts'
import { describeChange, describeNew } from './describe.ts'
import { type WantedDecky, wantedDeckies } from './entries.ts'
import { chooseHostname, hostnameCandidates } from './names.ts'

/** What a plan must know of the host and the installation. */
export interface PlanFacts {
  readonly installation: Installation
  /** The lowest port that sensors may bind: 1 for root or with CAP_NET_BIND_SERVICE. */
  readonly lowestPort: number
  /** True off Linux, where loopback has one address only. */
  readonly sharedLoopback: boolean
  readonly probe: Probe
  newId(): string
  /** Milliseconds since the epoch. */
  now(): number
}

/** What becomes of one decky. `before` and `after` are null where there is none. */
export interface PlannedChange {
  readonly action: 'add' | 'change' | 'remove' | 'keep'
  readonly decky: string
  readonly address: string
  readonly detail: readonly string[]
  readonly before: DesiredDecky | null
  readonly after: DesiredDecky | null
}

/** Changes in the order of the entries, removals last; and what a person should know. */
export interface Plan {
  readonly changes: readonly PlannedChange[]
  readonly warnings: readonly string[]
}

export interface PlanInput {
  readonly entries: readonly FleetEntry[]
  readonly existing: readonly DesiredDecky[]
  /** `whole`: what is not among the entries goes. `add`: the one entry comes on top, and must be new. */
  readonly extent: 'whole' | 'add'
  readonly source?: Source
}

/** Plans. Throws Problem `fleet.invalid` with everything that is wrong with the entries. */
export async function makePlan(input: PlanInput, facts: PlanFacts): Promise<Plan> {
  const source = input.source ?? noLines
  const { deckies: wanted, faults } = wantedDeckies(
    input.entries,
    input.extent === 'add' ? () => [] : (index) => ['deckies', index],
    source,
  )
  if (faults.length > 0) throw faultsProblem(faults, source)

  const existing = new Map(input.existing.map((decky) => [decky.name, decky]))
  const names = new Set(wanted.map(({ name }) => name))
  const staying = input.existing.filter((decky) => input.extent === 'add' || names.has(decky.name))
  const { placed, addresses } = await place(
    wanted,
    { existing, all: input.existing, staying: input.extent === 'add' ? staying : [] },
    facts,
  )
  if (addresses.faults.length > 0) throw faultsProblem(addresses.faults, source)

  const hostnames = settledHostnames(wanted, staying)
  const changes = wanted.flatMap((decky): PlannedChange[] => {
    const place = placed.get(decky.name)
    return place ? [changeOf(decky, { place, before: existing.get(decky.name) ?? null, hostnames }, facts)] : []
  })
  const gone = input.extent === 'whole' ? input.existing.filter((decky) => !names.has(decky.name)) : []
  return { changes: [...changes, ...gone.map(removal)], warnings: addresses.warnings }
}

interface Known {
  readonly existing: ReadonlyMap<string, DesiredDecky>
  readonly all: readonly DesiredDecky[]
  /** Deckies that stay although no entry speaks of them. */
  readonly staying: readonly DesiredDecky[]
}

async function place(wanted: readonly WantedDecky[], known: Known, facts: PlanFacts) {
  const addresses = new Addresses(
    { installationId: facts.installation.id, lowestPort: facts.lowestPort, shared: facts.sharedLoopback, probe: facts.probe },
    known.all,
  )
  addresses.hold(known.staying)
  const placed = new Map<string, Placed>()
  const open: WantedDecky[] = []
  for (const decky of wanted) {
    const place = await addresses.settle(decky, known.existing.get(decky.name) ?? null)
    if (place) placed.set(decky.name, place)
    else open.push(decky)
  }
  for (const decky of open) {
    const place = await addresses.choose(decky)
    if (place) placed.set(decky.name, place)
  }
  return { placed, addresses }
}

/** Host names that are asked for or already given: new ones must differ from them. */
function settledHostnames(wanted: readonly WantedDecky[], staying: readonly DesiredDecky[]): Set<string> {
  return new Set([...wanted.flatMap(({ hostname }) => (hostname === null ? [] : [hostname])), ...staying.map(({ hostname }) => hostname)])
}

function changeOf(
  wanted: WantedDecky,
  given: { place: Placed; before: DesiredDecky | null; hostnames: Set<string> },
  facts: PlanFacts,
): PlannedChange {
  const { place, before, hostnames } = given
  const hostname = wanted.hostname ?? keptHostname(wanted, before, facts) ?? chooseHostname(wanted, facts.installation, hostnames)
  hostnames.add(hostname)
  const now = facts.now()
  const shape = {
    name: wanted.name,
    topology_id: null,
    archetype: wanted.archetype,
    os: wanted.os,
    hostname,
    runtime: 'embedded' as const,
    address: place.address,
    services: place.services,
    tarpit: tarpitOf(wanted),
  }
  const about = { decky: wanted.name, address: place.address, before }
  if (!before) {
    const after = { ...shape, id: facts.newId(), revision: 1, created: now, updated: now }
    return { ...about, action: 'add', detail: describeNew(after), after }
  }
  const after = { ...shape, id: before.id, revision: before.revision + 1, created: before.created, updated: now }
  const same = isDeepStrictEqual({ ...after, revision: 0, updated: 0 }, { ...before, revision: 0, updated: 0 })
  if (same) return { ...about, action: 'keep', detail: [], after: before }
  return { ...about, action: 'change', detail: describeChange(before, after), after }
}

/** A host name that was chosen for the same kind of machine stays. */
function keptHostname(wanted: WantedDecky, before: DesiredDecky | null, facts: PlanFacts): string | null {
  if (!before || before.os !== wanted.os || before.archetype !== wanted.archetype) return null
  return isChosenHostname(before, facts.installation) ? before.hostname : null
}

/** True when the decky's host name was chosen, not asked for. */
export function isChosenHostname(decky: DesiredDecky, installation: Installation): boolean {
  const candidates = hostnameCandidates(decky, installation)
  return candidates.includes(decky.hostname) || new RegExp(`^${candidates[0]}-[1-9][0-9]{2,}$`).test(decky.hostname)
}

function tarpitOf(wanted: WantedDecky): TarpitRule | null {
  if (!wanted.tarpit) return null
  const { ports, delay_ms, sources } = wanted.tarpit
  return { ports: [...ports], delay_ms, ...(sources ? { sources: [...sources] } : {}) }
}

function removal(before: DesiredDecky): PlannedChange {
  const detail = ['is taken down; what was recorded stays']
  return { action: 'remove', decky: before.name, address: before.address, detail, before, after: null }
}
