// The agent: carries the server's orders to its runtimes, and their reports to the server.
import { hostname } from 'node:os'
import type { AgentMessage, AgentOrder, Clock, Runtime, RuntimeReport } from '@decnet/kernel'
import { ServerLink } from './link.ts'
import type { Log } from './log.ts'

export interface AgentParts {
  readonly runtimes: readonly Runtime[]
  /** The server's socket. */
  readonly socket: string
  readonly clock: Clock
  readonly log: Log
}

/** An agent; it holds no wish of its own: what is wanted comes from the server, what is stays with the runtimes. */
export class Agent {
  readonly #parts: AgentParts
  readonly #link: ServerLink
  readonly #reports = new Map<string, RuntimeReport>()

  constructor(parts: AgentParts) {
    this.#parts = parts
    const { socket: path, clock, log } = parts
    this.#link = new ServerLink({ path, clock, log, greeting: () => this.#greeting(), obey: (order) => void this.#obey(order) })
  }

  /** Works until `signal` aborts; the runtimes are for whoever opened them. */
  async run(signal: AbortSignal): Promise<void> {
    for (const runtime of this.#parts.runtimes) {
      this.#carry(runtime).catch((error: unknown) => this.#parts.log.warn({ err: error, runtime: runtime.name }, 'reports have stopped'))
    }
    await this.#link.run(signal)
  }

  #greeting(): AgentMessage[] {
    const runtimes = this.#parts.runtimes.map(({ name }) => name)
    const hello: AgentMessage = { say: 'hello', host: hostname(), runtimes, pid: process.pid }
    return [hello, ...[...this.#reports.values()].map((report): AgentMessage => ({ say: 'report', report }))]
  }

  async #carry(runtime: Runtime): Promise<void> {
    for await (const report of runtime.report()) this.#tell(report)
  }

  #tell(report: RuntimeReport): void {
    // Who has gone is told once: a server that comes later asks again if it wants to know.
    if (report.state === 'gone') this.#reports.delete(report.decky_id)
    else this.#reports.set(report.decky_id, report)
    this.#link.say({ say: 'report', report })
  }

  /** Not awaited by the link: one decky that is slow to start holds up no other. Runtimes keep the order of calls. */
  async #obey(order: AgentOrder): Promise<void> {
    const { runtimes, log } = this.#parts
    const decky_id = order.order === 'apply' ? order.decky.decky_id : order.decky_id
    const revision = order.order === 'apply' ? order.decky.revision : 0
    try {
      if (order.order === 'remove') await Promise.all(runtimes.map((runtime) => runtime.remove(decky_id)))
      else await this.#runtimeOf(order.decky.runtime).apply(order.decky)
    } catch (error) {
      log.warn({ err: error, decky_id, order: order.order }, 'an order could not be carried out')
      this.#tell({ decky_id, revision, state: 'failed', detail: error instanceof Error ? error.message : 'failed' })
    }
  }

  #runtimeOf(name: Runtime['name']): Runtime {
    const runtime = this.#parts.runtimes.find((candidate) => candidate.name === name)
    if (!runtime) throw new RangeError(`this agent has no ${name} runtime`)
    return runtime
  }
}
