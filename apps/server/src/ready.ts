// The ready message: said once the API listens and the fleet's listeners are open, or after 20 s with what is not.
import type { DatedStatus } from '@decnet/deploy'
import type { Clock } from '@decnet/kernel'
import { deckies, type Store } from '@decnet/store'
import type { FirstUser } from './first-user.ts'

/** What the supervisor shows. */
export interface ReadyMessage {
  readonly ready: {
    readonly url: string
    readonly admin: FirstUser
    readonly deckies: readonly {
      readonly name: string
      readonly address: string
      readonly services: readonly { readonly name: string; readonly port: number; readonly bound_port: number }[]
      readonly state: string
    }[]
    readonly warnings: readonly string[]
  }
}

const PATIENCE_MS = 20_000
const LOOK_MS = 50

export interface ReadyParts {
  readonly store: Store
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly url: string
  readonly admin: FirstUser
  readonly warnings: readonly string[]
  statuses(): ReadonlyMap<string, DatedStatus>
}

/** Waits for the fleet and makes the message; null when the server is asked to end before. */
export async function readyMessage(parts: ReadyParts): Promise<ReadyMessage | null> {
  const { store, clock, signal, statuses } = parts
  const patience = clock.now() + PATIENCE_MS
  const wanted = async () => (await deckies.listDesired(store.db)).filter(({ topology_id }) => topology_id === null)
  let desired = await wanted()
  while (!signal.aborted && clock.now() < patience && !desired.every(({ id }) => isSettled(statuses().get(id)))) {
    await clock.sleep(LOOK_MS, signal)
    desired = await wanted()
  }
  if (signal.aborted) return null
  const unsettled = desired.filter(({ id }) => statuses().get(id)?.state !== 'running')
  return {
    ready: {
      url: parts.url,
      admin: parts.admin,
      deckies: desired.map(({ id, name, address, services }) => {
        const status = statuses().get(id)
        return { name, address, state: status?.state ?? 'pending', services: services.map((service) => portOf(service, status)) }
      }),
      warnings: [...parts.warnings, ...unsettled.map(({ id, name }) => `${name}: ${statuses().get(id)?.detail ?? 'is not running'}`)],
    },
  }
}

function isSettled(status: DatedStatus | undefined): boolean {
  return status !== undefined && ['running', 'degraded', 'failed'].includes(status.state)
}

function portOf(
  { name, listens }: { name: string; listens: readonly { port: number; bind_port: number }[] },
  status: DatedStatus | undefined,
): { name: string; port: number; bound_port: number } {
  const first = listens[0]
  const open = status?.services.find((service) => service.name === name)?.listens.find(({ bound_port }) => bound_port !== null)
  return { name, port: open?.port ?? first?.port ?? 0, bound_port: open?.bound_port ?? first?.bind_port ?? 0 }
}

/** Reads the operation that the start made and turns it into warnings, such as ports that are bound elsewhere. */
export function planWarnings(steps: readonly { readonly name: string; readonly detail: string }[]): string[] {
  const plan = steps.find(({ name }) => name === 'plan')
  // The first part is the count of changes; what follows are the plan's warnings.
  return plan ? plan.detail.split('; ').slice(1) : []
}
