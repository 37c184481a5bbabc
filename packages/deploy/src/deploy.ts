// What the API and the server ask of deploy: plan, apply, add, remove, export. It writes the desired state; the reconciler does the rest.
import type { Bus } from '@decnet/bus'
import { type Clock, type Operation, type OperationStep, Problem, topics, uuidv7Source } from '@decnet/kernel'
import { deckies, operations, type Store, settings, type Tx } from '@decnet/store'
import { defaultFleet } from './default-fleet.ts'
import { type ExportedFleet, exportDeckies } from './export.ts'
import { parseEntry, parseFleet } from './fleet.ts'
import type { HostFacts } from './host.ts'
import type { Installation } from './installation.ts'
import { makePlan, type Plan, type PlanFacts, type PlanInput } from './plan/plan.ts'
import { operationState, type Target, targetsOfPlan } from './progress.ts'

const FLEET_NAME = 'fleet.name'
/** The start whose fleet file was applied last. */
const FLEET_START = 'fleet.start'

export interface DeployParts {
  readonly store: Store
  readonly bus: Bus
  readonly installation: Installation
  readonly host: HostFacts
  readonly clock: Clock
  /** Called after the desired state was written. */
  readonly wake: () => void
}

/** A plan as the API shows it. */
export interface ShownPlan {
  readonly changes: readonly { action: 'add' | 'change' | 'remove' | 'keep'; decky: string; address: string; detail: string[] }[]
  readonly warnings: string[]
}

/** The fleet file that a starting server was given. */
export interface StartFile {
  /** Which start of the platform this is: a server that is started again within it has the file applied already. Null: applied always. */
  readonly start: string | null
  /** The file's text; not called when it was applied already. */
  read(): Promise<string>
}

/** Changes to the fleet, one at a time. */
export class Deploy {
  readonly #parts: DeployParts
  readonly #facts: PlanFacts
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: DeployParts) {
    this.#parts = parts
    const now = () => parts.clock.now()
    this.#facts = { installation: parts.installation, ...parts.host, newId: uuidv7Source(now), now }
  }

  /** What applying a fleet file would change. Throws Problem `fleet.invalid`. */
  async planFleet(yaml: string): Promise<ShownPlan> {
    const fleet = parseFleet(yaml)
    const plan = await this.#plan({ entries: fleet.deckies, extent: 'whole', source: fleet.source })
    const changes = plan.changes.map(({ action, decky, address, detail }) => ({ action, decky, address, detail: [...detail] }))
    return { changes, warnings: [...plan.warnings] }
  }

  /** Makes the fleet what the file says. Throws Problem `fleet.invalid`, or `conflict` when the fleet was changed meanwhile. */
  async applyFleet(yaml: string, user: string): Promise<Operation> {
    return await this.#applyWhole(yaml, { user })
  }

  async #applyWhole(yaml: string, by: { readonly user: string; readonly start?: string }): Promise<Operation> {
    const { deckies: entries, source, name } = parseFleet(yaml)
    return await this.#change({ kind: 'fleet.apply', subject: name, fleetName: name, ...by }, () =>
      this.#plan({ entries, extent: 'whole', source }),
    )
  }

  /** Adds one decky, as an entry of a fleet file. Throws Problem `fleet.invalid`, or `conflict` when the name is taken. */
  async addDecky(entry: unknown, user: string): Promise<Operation> {
    const parsed = parseEntry(entry)
    if (parsed.count !== undefined) throw new Problem('fleet.invalid', 'count belongs to a fleet file', { fields: [countFault] })
    return await this.#change({ kind: 'decky.add', subject: parsed.name, user }, async () => {
      await this.#refuseTaken(parsed.name)
      return await this.#plan({ entries: [parsed], extent: 'add' })
    })
  }

  /** Takes a decky down. Throws Problem `not_found`. */
  async removeDecky(name: string, user: string): Promise<Operation> {
    return await this.#change({ kind: 'decky.remove', subject: name, user }, async () => {
      const before = await deckies.getDesired(this.#parts.store.db, name)
      if (!before) throw new Problem('not_found', `There is no decky named ${name}`)
      const change = { action: 'remove' as const, decky: name, address: before.address, detail: [], before, after: null }
      return { changes: [change], warnings: [] }
    })
  }

  /** The fleet as the fleet file that, applied, changes nothing. Its text: {@link fleetYaml}. */
  async exportFleet(): Promise<ExportedFleet> {
    const { store, installation } = this.#parts
    const [existing, name] = await Promise.all([deckies.listDesired(store.db), settings.get(store.db, FLEET_NAME)])
    return exportDeckies(
      name ?? 'fleet',
      existing.filter(({ topology_id }) => topology_id === null),
      installation,
    )
  }

  /**
   * What a starting server does: applies the file it was given, once per start of the platform, or, the very first time, the
   * default fleet. Null when there is nothing to do. Throws Problem `fleet.invalid`, and what reading the file throws.
   */
  async startFleet(file: StartFile | null, user: string): Promise<Operation | null> {
    const { store } = this.#parts
    if (file) {
      // What was changed since, through the API or in the file, is not undone by a server that crashed.
      if (file.start !== null && (await settings.get(store.db, FLEET_START)) === file.start) return null
      return await this.#applyWhole(await file.read(), { user, ...(file.start === null ? {} : { start: file.start }) })
    }
    // A fleet that was emptied on purpose stays empty.
    if ((await settings.get(store.db, FLEET_NAME)) !== null || (await deckies.listDesired(store.db)).length > 0) return null
    const { name, deckies: entries } = defaultFleet
    return await this.#change({ kind: 'fleet.apply', subject: name, user, fleetName: name }, () => this.#plan({ entries, extent: 'whole' }))
  }

  async #refuseTaken(name: string): Promise<void> {
    if (await deckies.getDesired(this.#parts.store.db, name)) throw new Problem('conflict', `There is a decky named ${name} already`)
  }

  async #plan(input: Omit<PlanInput, 'existing'>): Promise<Plan> {
    const all = await deckies.listDesired(this.#parts.store.db)
    return await makePlan({ ...input, existing: all.filter(({ topology_id }) => topology_id === null) }, this.#facts)
  }

  /** Plans and saves in turn: two changes at once would plan on the same ground. */
  #change(request: ChangeRequest, plan: () => Promise<Plan>): Promise<Operation> {
    const turn = this.#turn.then(async () => await this.#save(request, await plan()))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #save(request: ChangeRequest, plan: Plan): Promise<Operation> {
    const { store, bus, clock } = this.#parts
    const operation = operationOf(request, plan, { id: this.#facts.newId(), now: clock.now() })
    await store.write(async (tx) => {
      await savePlan(tx, plan)
      if (request.fleetName !== undefined) await settings.put(tx, FLEET_NAME, request.fleetName)
      if (request.start !== undefined) await settings.put(tx, FLEET_START, request.start)
      await operations.create(tx, operation)
    })
    bus.publish(topics.operation(operation.id, operation.state), operation)
    this.#parts.wake()
    return operation
  }
}

interface ChangeRequest {
  readonly kind: 'fleet.apply' | 'decky.add' | 'decky.remove'
  readonly subject: string
  readonly user: string
  readonly fleetName?: string
  readonly start?: string
}

const countFault = { path: '/count', message: 'belongs to a fleet file' }

/** Writes a plan, provided that the deckies are still those that it was made on. Throws Problem `conflict`. */
async function savePlan(tx: Tx, plan: Plan): Promise<void> {
  // Removals first: a name or address may go from one decky to another.
  const changes = [...plan.changes].sort((a, b) => Number(a.after !== null) - Number(b.after !== null))
  for (const { decky, before, after } of changes) {
    const there = await deckies.getDesired(tx, decky)
    if (there?.id !== before?.id || there?.revision !== before?.revision) {
      throw new Problem('conflict', `The decky ${decky} was changed while the plan was made; plan again`)
    }
    if (after && after !== before) await deckies.putDesired(tx, after)
    if (!after && before) await deckies.removeDesired(tx, before.id)
  }
}

function operationOf(request: ChangeRequest, plan: Plan, mark: { id: string; now: number }): Operation {
  const targets: Target[] = targetsOfPlan(plan.changes)
  const step = (name: string, state: OperationStep['state'], detail: string) => ({ name, state, detail, updated: mark.now })
  const steps = [
    step('plan', 'done', [summary(plan), ...plan.warnings].join('; ')),
    step('save', 'done', 'the wanted state is written'),
    ...targets.map((target) => step(target.step, 'queued', '')),
  ]
  return {
    id: mark.id,
    kind: request.kind,
    subject: request.subject,
    state: operationState(steps),
    input: { targets },
    steps,
    error: null,
    created_by: request.user,
    created: mark.now,
    updated: mark.now,
  }
}

function summary(plan: Plan): string {
  const count = (action: string) => plan.changes.filter((change) => change.action === action).length
  return `${count('add')} to add, ${count('change')} to change, ${count('remove')} to remove, ${count('keep')} to keep`
}
