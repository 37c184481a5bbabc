// What the reconciler knows of the agent, and what it decides to tell it. No I/O: whatever is lost on the way, the next look mends.
import type { AgentMessage, AgentOrder, DeckySpec, DesiredDecky, ReportedDecky, RuntimeReport } from '@decnet/kernel'
import { decide, nextSent, type Sent } from './decide.ts'

/** What is wanted and what was reported, by decky id. */
export interface Wants {
  readonly desired: ReadonlyMap<string, DesiredDecky>
  readonly reported: ReadonlyMap<string, ReportedDecky>
  /** Deckies that someone waits to see gone. */
  readonly leaving: ReadonlySet<string>
}

/** The agent as it was heard since its last `hello`. */
export class AgentView {
  readonly #runtime = new Map<string, RuntimeReport>()
  readonly #sent = new Map<string, Sent>()
  #greeted = false

  /** True once an agent has said hello. */
  get greeted(): boolean {
    return this.#greeted
  }

  /** Takes in a message. A `hello` is a new agent process, or a new connection: it knows nothing of what was sent before. */
  hear(message: AgentMessage): void {
    if (message.say === 'hello') {
      this.#greeted = true
      this.#runtime.clear()
      this.#sent.clear()
    } else this.#runtime.set(message.report.decky_id, message.report)
  }

  /** The last report of a decky, or null. */
  runtime(deckyId: string): RuntimeReport | null {
    return this.#runtime.get(deckyId) ?? null
  }

  /** The orders that bring the agent from what it said to what is wanted; they count as sent. */
  orders(wants: Wants, seedOf: (deckyId: string) => string, now: number): AgentOrder[] {
    if (!this.#greeted) return []
    this.#forget(wants)
    const decisions = decide({ ...wants, runtime: this.#runtime, sent: this.#sent, now })
    return decisions.map((decision) => {
      const id = decision.kind === 'apply' ? decision.decky.id : decision.decky_id
      this.#sent.set(id, nextSent(decision, this.#sent.get(id), now))
      // It was gone before this order: that says nothing of what comes after.
      if (decision.kind === 'apply' && this.#runtime.get(id)?.state === 'gone') this.#runtime.delete(id)
      return decision.kind === 'apply'
        ? { order: 'apply', decky: deckySpec(decision.decky, seedOf(id)) }
        : { order: 'remove', decky_id: id }
    })
  }

  /** Drops what is known of deckies that are gone and that nobody asks for. */
  #forget({ desired, leaving }: Wants): void {
    for (const [id, report] of this.#runtime) {
      if (report.state !== 'gone' || desired.has(id) || leaving.has(id)) continue
      this.#runtime.delete(id)
      this.#sent.delete(id)
    }
  }
}

/** What a sensor is told of a decky. */
function deckySpec(decky: DesiredDecky, seed: string): DeckySpec {
  const { id, created, updated: _updated, archetype: _archetype, ...rest } = decky
  return { ...rest, decky_id: id, installed: created, seed }
}
