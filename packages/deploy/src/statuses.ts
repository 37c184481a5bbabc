// The state of every decky, and since when it has it; says which ones changed.
import type { AgentView } from './agent-view.ts'
import type { Ledger } from './ledger.ts'
import { type DeckyStatus, deckyStatus } from './state.ts'

/** A decky's state, since when, in milliseconds since the epoch. */
export type DatedStatus = DeckyStatus & { readonly since: number }

/** Keeps the states of all wanted deckies. */
export class Statuses {
  readonly #statuses = new Map<string, DatedStatus>()

  /** By decky id. */
  get all(): ReadonlyMap<string, DatedStatus> {
    return this.#statuses
  }

  /** Computes all states; returns the ids of those whose state or detail is another than before. */
  update(ledger: Ledger, agent: { view: AgentView; connected: boolean }, now: number): string[] {
    for (const id of this.#statuses.keys()) if (!ledger.desired.has(id)) this.#statuses.delete(id)
    const changed: string[] = []
    for (const [id, desired] of ledger.desired) {
      const status = deckyStatus({
        desired,
        reported: ledger.reported.get(id) ?? null,
        runtime: agent.view.runtime(id),
        connected: agent.connected,
      })
      const before = this.#statuses.get(id)
      const same = before?.state === status.state
      this.#statuses.set(id, { ...status, since: same ? before.since : now })
      if (!same || before.detail !== status.detail) changed.push(id)
    }
    return changed
  }
}
