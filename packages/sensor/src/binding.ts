// A service as one decky runs it: its module, options and persona, and the state its conversations share.
import type { TarpitRule } from '@decnet/kernel'
import type { Persona, ServiceDefinition, ServiceModule } from '@decnet/services'
import type { Account, Hold } from './holdings.ts'
import type { Gate } from './limits.ts'
import type { DeckyMark } from './session.ts'

/** A service whose code is in memory: nothing is loaded after privileges are gone. */
export interface LoadedService {
  readonly definition: ServiceDefinition
  readonly module: ServiceModule<Record<string, unknown>>
}

/** What a new conversation gets. Made anew for each revision; `shared` and `gate` live on. */
export interface Binding {
  readonly mark: DeckyMark
  readonly service: LoadedService
  readonly options: Record<string, unknown>
  readonly host: Persona
  readonly tarpit: TarpitRule | null
  readonly shared: SharedState
  /** Counts this decky's connections. */
  readonly gate: Gate
}

/** One object that all conversations of a decky and service share, made on first use. */
export class SharedState {
  readonly #account: Account
  #state: object | undefined

  constructor(account: Account) {
    this.#account = account
  }

  get<State extends object>(make: (hold: Hold) => State): State {
    this.#state ??= make(this.#account.hold)
    return this.#state as State
  }

  /** The decky or its service is gone: what the state held is given back. */
  close(): void {
    this.#account.close()
  }
}

/** Loads every service of a catalogue; a service that cannot be loaded is a broken build and rejects. */
export async function loadServices(definitions: readonly ServiceDefinition[]): Promise<ReadonlyMap<string, LoadedService>> {
  const loaded = new Map<string, LoadedService>()
  for (const definition of definitions) loaded.set(definition.name, { definition, module: await definition.load() })
  return loaded
}
