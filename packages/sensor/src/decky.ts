// One decky in a sensor: its spec made real, listener by listener.
import { isIP } from 'node:net'
import type { DeckyService, DeckySpec } from '@decnet/kernel'
import { type Persona, persona } from '@decnet/services'
import { type Binding, type LoadedService, SharedState } from './binding.ts'
import type { SensorContext } from './context.ts'
import { createGate, type Gate } from './limits.ts'
import type { Live } from './live.ts'
import { errorText } from './log.ts'
import { type CloseReason, type DeckyMark, deckyScope } from './session.ts'
import { Stand } from './stand.ts'

/** The most listeners of one decky: what `decky.configured` can tell of. */
const LISTENS = 64

/** A decky that this sensor runs. */
export class Decky {
  readonly #context: SensorContext
  readonly #loaded: ReadonlyMap<string, LoadedService>
  readonly #gate: Gate
  readonly #shared = new Map<string, SharedState>()
  readonly #bindings = new Map<string, Binding | string>()
  #stands = new Map<string, Stand>()
  #spec: DeckySpec

  constructor(context: SensorContext, loaded: ReadonlyMap<string, LoadedService>, spec: DeckySpec) {
    this.#context = context
    this.#loaded = loaded
    this.#spec = spec
    this.#gate = createGate({ perSource: context.limits.connectionsPerSource, total: context.limits.connectionsPerDecky })
  }

  get revision(): number {
    return this.#spec.revision
  }

  /** Opens and closes the listeners that differ; all others, and their sessions, stay as they are. */
  async configure(spec: DeckySpec): Promise<void> {
    this.#spec = spec
    this.#bind(spec)
    const wanted = new Map(this.#wanted(spec).map((stand) => [stand.parts.key, stand]))
    for (const [key, stand] of this.#stands) {
      const kept = wanted.has(key) && this.#servable(stand.parts.service) && stand.state.state === 'open'
      if (!kept) this.#drop(stand)
      else wanted.set(key, stand)
    }
    const before = this.#stands
    this.#stands = wanted
    for (const live of this.#lives()) live.retarpit()
    for (const [key, stand] of wanted) if (before.get(key) !== stand) await stand.open()
    this.tell()
  }

  /** Says in the decky's stream what stands. */
  tell(): void {
    const { revision, address } = this.#spec
    const listens = [...this.#stands.values()].slice(0, LISTENS).map((stand) => stand.state)
    this.#context.report(deckyScope(markOf(this.#spec)), 'decky.configured', { revision, address, listens })
  }

  /** Closes all listeners and ends all sessions. */
  remove(reason: CloseReason): void {
    for (const stand of this.#stands.values()) stand.close()
    this.#stands = new Map()
    for (const live of this.#lives()) live.stop(reason)
    for (const shared of this.#shared.values()) shared.close()
  }

  /** Says that it is gone. */
  tellRemoved(revision: number): void {
    this.#context.report(deckyScope(markOf(this.#spec)), 'decky.removed', { revision })
  }

  #lives(): Live[] {
    return [...this.#context.live].filter((live) => live.deckyId === this.#spec.decky_id)
  }

  #drop(stand: Stand): void {
    for (const live of this.#lives()) if (live.listener === stand.parts.key) live.stop('removed')
    stand.close()
  }

  #servable(service: string): boolean {
    return typeof this.#bindings.get(service) === 'object'
  }

  #bind(spec: DeckySpec): void {
    this.#bindings.clear()
    const host = personaOf(spec)
    for (const service of spec.services) this.#bindings.set(service.name, typeof host === 'string' ? host : this.#bindOne(service, host))
    for (const [name, shared] of this.#shared) {
      if (this.#bindings.has(name)) continue
      shared.close()
      this.#shared.delete(name)
    }
  }

  #bindOne(wanted: DeckyService, host: Persona): Binding | string {
    const service = this.#loaded.get(wanted.name)
    if (!service) return `there is no service ${wanted.name.slice(0, 64)}`
    const options = service.definition.options.safeParse(wanted.options)
    if (!options.success)
      return `the options break a rule: ${options.error.issues
        .map((issue) => issue.path.join('.'))
        .join(', ')
        .slice(0, 200)}`
    const shared = this.#shared.get(wanted.name) ?? new SharedState(this.#context.holdings.shared.open(this.#spec.decky_id))
    this.#shared.set(wanted.name, shared)
    return { mark: markOf(this.#spec), service, options: options.data, host, tarpit: this.#spec.tarpit, shared, gate: this.#gate }
  }

  #wanted(spec: DeckySpec): Stand[] {
    return spec.services.flatMap((service) =>
      service.listens.map(
        (listen) =>
          new Stand({
            context: this.#context,
            key: [spec.address, listen.transport, listen.bind_port, listen.port, service.name].join(' '),
            address: spec.address,
            service: service.name,
            listen,
            binding: () => this.#bindings.get(service.name) ?? 'the service was taken away',
            changed: () => this.tell(),
          }),
      ),
    )
  }
}

/** What events of this decky carry. */
function markOf(spec: DeckySpec): DeckyMark {
  return { decky_id: spec.decky_id, decky: spec.name, topology_id: spec.topology_id }
}

/** The persona, or why there is none. */
function personaOf(spec: DeckySpec): Persona | string {
  // A name would be looked up, and a decky asks nobody.
  if (isIP(spec.address) === 0) return `${spec.address.slice(0, 64)} is not an address`
  try {
    return persona({ os: spec.os, hostname: spec.hostname, seed: Buffer.from(spec.seed, 'base64'), installedAt: spec.installed })
  } catch (error) {
    return errorText(error)
  }
}
