// The state of a decky, computed from what is wanted, what its sensor reported and what the agent says of its process.
import type { DeckyState, DesiredDecky, ReportedDecky, RuntimeReport } from '@decnet/kernel'

/** One service's state, as its listeners make it. */
export interface ServiceStatus {
  readonly name: string
  readonly state: 'pending' | 'open' | 'failed'
  readonly error: string | null
  readonly listens: readonly { readonly transport: string; readonly port: number; readonly bound_port: number | null }[]
}

/** A decky's state with a sentence that explains it. */
export interface DeckyStatus {
  readonly state: DeckyState
  readonly detail: string
  /** The revision that its sensor reported last, or null. */
  readonly running_revision: number | null
  readonly services: readonly ServiceStatus[]
}

/** What is known of a decky. */
export interface Known {
  readonly desired: DesiredDecky
  readonly reported: ReportedDecky | null
  /** The last report of the agent that is connected now; null when it has said nothing of this decky. */
  readonly runtime: RuntimeReport | null
  readonly connected: boolean
}

/** Computes a decky's state. `running` only when the process that lives now reported every listener of the wanted revision open. */
export function deckyStatus({ desired, reported, runtime, connected }: Known): DeckyStatus {
  const current = isCurrent(desired, reported, runtime) ? reported : null
  const services = serviceStatuses(desired, current)
  const running_revision = reported?.revision ?? null
  const status = (state: DeckyState, detail: string): DeckyStatus => ({ state, detail, running_revision, services })

  if (!connected) return status('unreachable', 'no agent is connected; what runs goes on by itself')
  if (!runtime) return status('pending', 'waiting for the agent to take it up')
  if (runtime.state === 'failed') return status('failed', runtime.detail)
  if (runtime.state === 'gone') return status('pending', runtime.detail || 'is not running; it will be started again')
  if (runtime.state === 'starting') return status('pending', runtime.detail || 'its sensor is starting')
  if (!current) return status('pending', `waiting for its sensor to take on revision ${desired.revision}`)
  return status(...listenersState(services))
}

/** True when `reported` speaks of the wanted revision and comes from the process that runs now. */
function isCurrent(desired: DesiredDecky, reported: ReportedDecky | null, runtime: RuntimeReport | null): boolean {
  return reported !== null && reported.revision === desired.revision && reported.time >= (runtime?.since ?? 0)
}

function serviceStatuses(desired: DesiredDecky, reported: ReportedDecky | null): ServiceStatus[] {
  return desired.services.map(({ name, listens }) => {
    const found = listens.map((listen) => ({
      ...listen,
      report: reported?.listens.find(
        ({ service, transport, port }) => service === name && transport === listen.transport && port === listen.port,
      ),
    }))
    const failed = found.find(({ report }) => report?.state === 'failed')
    const open = found.every(({ report }) => report?.state === 'open')
    return {
      name,
      state: failed ? 'failed' : open ? 'open' : 'pending',
      error: failed ? `port ${failed.bind_port}: ${failed.report?.error ?? 'could not be opened'}` : null,
      listens: found.map(({ transport, port, report }) => ({
        transport,
        port,
        bound_port: report?.state === 'open' ? report.bound_port : null,
      })),
    }
  })
}

function listenersState(services: readonly ServiceStatus[]): [DeckyState, string] {
  const failed = services.filter(({ state }) => state === 'failed')
  const open = services.filter(({ state }) => state === 'open')
  if (failed.length > 0) {
    const detail = failed.map(({ name, error }) => `${name}: ${error}`).join('; ')
    return [open.length > 0 ? 'degraded' : 'failed', detail]
  }
  if (open.length < services.length) return ['pending', 'waiting for its sensor to report every listener']
  const ports = services.reduce((count, { listens }) => count + listens.length, 0)
  return ['running', `${ports} ${ports === 1 ? 'listener is' : 'listeners are'} open`]
}
