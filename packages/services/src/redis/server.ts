// The server that all connections of a decky share: databases, clients, configuration, counters. Lost when the decky goes.
import type { Clock } from '@decnet/kernel'
import type { Persona } from '../persona.ts'
import type { Conversation, Hold } from '../service.ts'
import { AccessControl } from './access.ts'
import { Client } from './client.ts'
import { type CommandSpec, commandTable } from './command.ts'
import { Configuration } from './configuration.ts'
import { type Identity, identityOf } from './identity.ts'
import { Database } from './keyspace.ts'
import { MemoryBound } from './memory.ts'
import { Applications } from './seed-keys.ts'
import { WaitingRoom } from './waiting.ts'

export interface ServerInput {
  readonly host: Persona
  readonly clock: Clock
  readonly version: string | undefined
  readonly password: string | undefined
  /** Room for what it keeps. */
  readonly hold: Hold
}

/** Counters since the server "started": what its own applications did is added by INFO. */
export interface Counters {
  connections: number
  commands: number
  bytesIn: number
  bytesOut: number
  hits: number
  misses: number
  expired: number
  reads: number
  changes: number
  forks: number
  saves: number
  lastSave: number
  errors: number
  unexpected: number
  readonly byCommand: Map<string, { calls: number; rejected: number; failed: number }>
  readonly byError: Map<string, number>
}

export interface Replication {
  /** The address that it was told to follow; null for a master. */
  master: { readonly host: string; readonly port: number; readonly since: number } | null
  /** The id under which it goes on after it has been a replica; null while it never was. */
  history: string | null
}

const SCRIPTS_MAX = 500
/** What a watched key costs beside its name. */
const NAME_COST = 200

export class Server {
  readonly clock: Clock
  readonly hold: Hold
  readonly identity: Identity
  readonly commands: ReadonlyMap<string, CommandSpec>
  readonly databases: readonly Database[]
  readonly memory: MemoryBound
  readonly configuration: Configuration
  readonly access: AccessControl
  readonly clients = new Map<number, Client>()
  readonly room = new WaitingRoom()
  readonly watchers = new Map<string, Set<Client>>()
  readonly scripts = new Map<string, string>()
  readonly replication: Replication = { master: null, history: null }
  readonly counters: Counters
  /** When this process was "started", by SHUTDOWN or by the persona. */
  started: number
  #nextClient: number
  readonly #applications: Applications

  constructor({ host, clock, version, password, hold }: ServerInput) {
    this.clock = clock
    this.hold = hold
    this.identity = identityOf(host, version)
    this.commands = commandTable(this.identity.major)
    this.databases = Array.from({ length: 16 }, (_, index) => new Database(index, clock))
    this.memory = new MemoryBound({ databases: this.databases, clock, hold })
    this.configuration = new Configuration(this.identity.major, password ?? '')
    this.access = new AccessControl(password ?? '', hold)
    this.started = Math.min(this.identity.started, clock.now())
    this.#nextClient = this.identity.firstClient
    this.counters = freshCounters(this.#lastSave())
    this.#applications = new Applications(this.database(0), host, clock)
    for (const database of this.databases) this.#observe(database)
  }

  /** Saves happen about hourly while something changes; the last one lies at its decky's own minute. */
  #lastSave(): number {
    const now = this.clock.now()
    return Math.max(this.started, now - (3_600_000 - ((this.identity.pid * 2377) % 3_600_000)))
  }

  #observe(database: Database): void {
    database.onChange = (key) => {
      this.counters.changes++
      const name = keyName(database.index, key)
      const watching = this.watchers.get(name)
      if (watching) for (const client of watching) client.dirty = true
      this.room.changed(name)
    }
    database.onMade = (bytes) => this.memory.note(bytes)
    database.onExpired = () => {
      this.counters.expired++
    }
  }

  database(index: number): Database {
    const database = this.databases[index]
    if (!database) throw new RangeError(`no database ${index}`)
    return database
  }

  connect(talk: Conversation): Client {
    this.#applications.tend()
    const client = new Client({ id: this.#nextClient++, talk, user: this.access.open ? 'default' : null })
    this.clients.set(client.id, client)
    this.counters.connections++
    return client
  }

  disconnect(client: Client): void {
    this.unwatch(client)
    this.clients.delete(client.id)
  }

  watch(client: Client, key: string): void {
    const name = keyName(client.db, key)
    if (client.watched.has(name) || !client.talk.hold(name.length + NAME_COST)) return
    client.watched.add(name)
    const clients = this.watchers.get(name)
    if (clients) clients.add(client)
    else this.watchers.set(name, new Set([client]))
  }

  unwatch(client: Client): void {
    for (const name of client.watched) {
      const clients = this.watchers.get(name)
      clients?.delete(client)
      if (clients?.size === 0) this.watchers.delete(name)
      client.talk.hold(-name.length - NAME_COST)
    }
    client.watched.clear()
    client.dirty = false
  }

  remember(sha: string, script: string): void {
    if (this.scripts.has(sha) || this.scripts.size >= SCRIPTS_MAX || !this.hold(script.length)) return
    this.scripts.set(sha, script)
  }

  forgetScripts(): void {
    for (const script of this.scripts.values()) this.hold(-script.length)
    this.scripts.clear()
  }

  /** Nothing of the counters is left, as after CONFIG RESETSTAT. */
  resetCounters(): void {
    const { lastSave, changes } = this.counters
    Object.assign(this.counters, { ...freshCounters(lastSave), changes })
  }
}

function freshCounters(lastSave: number): Counters {
  return {
    connections: 0,
    commands: 0,
    bytesIn: 0,
    bytesOut: 0,
    hits: 0,
    misses: 0,
    expired: 0,
    reads: 0,
    changes: 0,
    forks: 0,
    saves: 0,
    lastSave,
    errors: 0,
    unexpected: 0,
    byCommand: new Map(),
    byError: new Map(),
  }
}

/** The name of a key of a database, for watchers and waiters. */
export function keyName(database: number, key: string): string {
  return `${database} ${key}`
}
