// How far an operation has come: its steps, computed from the state of the deckies that it is about.
import type { DesiredDecky, Operation, OperationStep } from '@decnet/kernel'
import { z } from 'zod'
import type { PlannedChange } from './plan/plan.ts'
import type { DeckyStatus } from './state.ts'

/** The operations that deploy carries out. */
export const deployKinds = ['fleet.apply', 'decky.add', 'decky.remove'] as const

/** Without a step forward for so long, an operation fails. Milliseconds. */
export const OPERATION_PATIENCE = 60_000
/** A listener that could not be opened may still open within this time: its port may be moved. Milliseconds. */
export const FAILURE_PATIENCE = 5_000

const target = z.object({
  step: z.string(),
  action: z.enum(['add', 'change', 'remove', 'keep']),
  name: z.string(),
  id: z.uuid(),
  revision: z.number().int(),
})
/** One decky that an operation is about. */
export type Target = z.output<typeof target>
const operationInput = z.object({ targets: z.array(target) })

const VERBS = { add: 'start', change: 'change', remove: 'stop', keep: 'check' } as const

/** The deckies of an operation's input; none when it is not one of deploy's. */
export function targetsOf(operation: Operation): readonly Target[] {
  const input = operationInput.safeParse(operation.input)
  return input.success ? input.data.targets : []
}

/** The targets that a plan's changes make. */
export function targetsOfPlan(changes: readonly PlannedChange[]): Target[] {
  return changes.flatMap(({ action, decky, before, after }) => {
    const subject = after ?? before
    return subject ? [{ step: `${VERBS[action]} ${decky}`, action, name: decky, id: subject.id, revision: subject.revision }] : []
  })
}

/** What is known when an operation is looked at. */
export interface Scene {
  readonly desired: ReadonlyMap<string, DesiredDecky>
  /** The state of a wanted decky, and since when it has it (milliseconds). */
  status(deckyId: string): (DeckyStatus & { readonly since: number }) | null
  /** True when the agent said that it does not run this decky. */
  isGone(deckyId: string): boolean
  readonly connected: boolean
  readonly now: number
  /** When whoever looks began to look: a time when nobody carried anything out does not count as waiting. */
  readonly lookingSince: number
}

/** What changes about an operation, or null when nothing does. */
export function advance(operation: Operation, scene: Scene): Pick<Operation, 'state' | 'steps' | 'error'> | null {
  const targets = new Map(targetsOf(operation).map((entry) => [entry.step, entry]))
  const moved = Math.max(operation.created, ...operation.steps.map(({ updated }) => updated))
  const late = scene.now - Math.max(moved, scene.lookingSince) >= OPERATION_PATIENCE
  let changed = false
  const steps = operation.steps.map((step): OperationStep => {
    const target = targets.get(step.name)
    if (step.state === 'done' || step.state === 'failed' || !target) return step
    const next = stepOf(target, scene)
    const outcome = late && next.state === 'running' ? { state: 'failed' as const, detail: `gave up: ${next.detail}` } : next
    if (outcome.state === step.state && outcome.detail === step.detail) return step
    changed = true
    // A new detail alone is no progress: it must not put off the deadline.
    return { ...step, ...outcome, updated: outcome.state === step.state ? step.updated : scene.now }
  })
  const state = operationState(steps)
  if (!changed && state === operation.state) return null
  return { state, steps, error: state === 'failed' ? reasons(steps) : null }
}

/** The state that the steps make. */
export function operationState(steps: readonly OperationStep[]): Operation['state'] {
  if (steps.some(({ state }) => state === 'queued' || state === 'running')) return 'running'
  return steps.some(({ state }) => state === 'failed') ? 'failed' : 'done'
}

function stepOf(target: Target, scene: Scene): Pick<OperationStep, 'state' | 'detail'> {
  return target.action === 'remove' ? removalStep(target, scene) : startStep(target, scene)
}

function removalStep(target: Target, scene: Scene): Pick<OperationStep, 'state' | 'detail'> {
  if (scene.desired.has(target.id)) return { state: 'failed', detail: 'is wanted again' }
  if (!scene.connected) return { state: 'running', detail: 'no agent is connected; it is taken down when one is' }
  return scene.isGone(target.id) ? { state: 'done', detail: 'is down' } : { state: 'running', detail: 'is being taken down' }
}

function startStep(target: Target, scene: Scene): Pick<OperationStep, 'state' | 'detail'> {
  const desired = scene.desired.get(target.id)
  const status = scene.status(target.id)
  if (!desired || !status)
    return desired ? { state: 'running', detail: 'is looked at' } : { state: 'failed', detail: 'was removed meanwhile' }
  if (status.state === 'running') return { state: 'done', detail: status.detail }
  const broken = status.state === 'failed' || status.state === 'degraded'
  if (broken && scene.now - Math.max(status.since, scene.lookingSince) >= FAILURE_PATIENCE)
    return { state: 'failed', detail: status.detail }
  return { state: 'running', detail: status.detail }
}

function reasons(steps: readonly OperationStep[]): string {
  const failed = steps.filter(({ state }) => state === 'failed')
  const shown = failed.slice(0, 5).map(({ name, detail }) => `${name}: ${detail}`)
  return failed.length > shown.length ? `${shown.join('; ')}; and ${failed.length - shown.length} more` : shown.join('; ')
}
