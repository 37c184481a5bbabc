// The embedded runtime: deckies on this host's loopback, 64 to a sensor process, which outlive the agent.
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, type DeckySpec, Problem, type Runtime, type RuntimeReport, socketPath } from '@decnet/kernel'
import { type ControlLink, reachSensor } from './control-link.ts'
import { type Launch, ownDirectory } from './launch.ts'
import { Placement } from './placement.ts'
import { Reports } from './reports.ts'
import { EmbeddedSensor, type Log, type SensorEvents } from './sensor.ts'
import { defaultTiming, type Timing } from './watch.ts'

/** So many starts in a row without standing for a while count as failed; the runtime goes on trying. */
const FAILED_AFTER = 3

/** How long a sensor that nobody remembers may take to stop before we go on without. Milliseconds. */
const STRANGER_GRACE = 5_000

export interface EmbeddedOptions {
  /** Holds a directory per sensor; absolute. */
  readonly directory: string
  /** The sensor's bundle; absolute. */
  readonly bundle: string
  readonly clock: Clock
  readonly log: Log
  /** Whom a sensor started as root becomes. Default `nobody`. */
  readonly user?: string
  readonly timing?: Timing
}

/** Opens the runtime on a directory and finds again what an earlier one left running there. */
export async function openEmbeddedRuntime(options: EmbeddedOptions): Promise<Runtime> {
  await ownDirectory(options.directory)
  const runtime = new EmbeddedRuntime(options, await Placement.load(options.directory))
  await runtime.adoptAll()
  return runtime
}

class EmbeddedRuntime implements Runtime {
  readonly name = 'embedded'
  readonly #options: EmbeddedOptions
  readonly #placement: Placement
  readonly #reports = new Reports()
  readonly #sensors = new Map<number, EmbeddedSensor>()
  readonly #wanted = new Map<string, DeckySpec>()
  #closed = false

  constructor(options: EmbeddedOptions, placement: Placement) {
    this.#options = options
    this.#placement = placement
  }

  /** Connects to every sensor that still lives. */
  async adoptAll(): Promise<void> {
    const known = [...this.#placement.sensors].filter(([, { deckies }]) => deckies.size > 0)
    await Promise.all(
      known.map(async ([n, { deckies }]) => {
        if (await this.#sensor(n).adopt()) return
        for (const id of deckies.keys())
          this.#say({ decky_id: id, revision: 0, state: 'gone', detail: 'its sensor ended while no agent was there' })
      }),
    )
    await this.#stopStrangers(new Set(known.map(([n]) => n)))
  }

  async apply(spec: DeckySpec): Promise<void> {
    this.#mustBeOpen()
    if (spec.runtime !== 'embedded') throw new Problem('request.invalid', `${spec.name} is not for the embedded runtime`)
    const before = this.#reports.get(spec.decky_id)
    this.#wanted.set(spec.decky_id, spec)
    const n = this.#placement.put(spec.decky_id, spec.revision)
    if (before?.revision !== spec.revision || before.state !== 'running') {
      this.#say({ decky_id: spec.decky_id, revision: spec.revision, state: 'starting', detail: 'its sensor is told' })
    }
    // On disk before it runs: no decky may run that the next agent does not find.
    await this.#placement.save()
    const latest = this.#wanted.get(spec.decky_id)
    if (latest === spec && !this.#closed) this.#sensor(n).put(spec)
  }

  async remove(deckyId: string): Promise<void> {
    this.#mustBeOpen()
    this.#wanted.delete(deckyId)
    const n = this.#placement.sensorOf(deckyId)
    if (n === undefined) return this.#gone(deckyId)
    const revision = this.#placement.sensors.get(n)?.deckies.get(deckyId) ?? 0
    this.#sensor(n).take(deckyId, revision)
    await this.#placement.save()
  }

  report(): AsyncIterable<RuntimeReport> {
    return this.#reports.stream()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#sensors.values()].map((sensor) => sensor.close()))
    await this.#placement.save()
    this.#reports.end()
  }

  async stopAll(): Promise<void> {
    this.#closed = true
    // Also those that nobody reached: their processes may live.
    for (const n of this.#placement.sensors.keys()) this.#sensor(n)
    await Promise.all([...this.#sensors.values()].map((sensor) => sensor.end()))
    for (const { deckies } of this.#placement.sensors.values()) {
      for (const [id, revision] of deckies) this.#say({ decky_id: id, revision, state: 'gone', detail: 'was stopped' })
    }
    await this.#placement.save()
    this.#reports.end()
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Problem('conflict', 'The embedded runtime is closed')
  }

  #sensor(n: number): EmbeddedSensor {
    const known = this.#sensors.get(n)
    if (known) return known
    const { clock, log } = this.#options
    const pid = this.#placement.sensors.get(n)?.pid ?? null
    const sensor = new EmbeddedSensor({ launch: this.#launch(n), timing: this.#timing, clock, log, events: this.#events(n) }, pid)
    this.#sensors.set(n, sensor)
    return sensor
  }

  get #timing(): Timing {
    return this.#options.timing ?? defaultTiming
  }

  #launch(n: number): Launch {
    const directory = join(this.#options.directory, String(n))
    const control = socketPath(join(directory, 'control.sock'), tmpdir())
    return { bundle: this.#options.bundle, directory, control, user: this.#options.user ?? 'nobody' }
  }

  #events(n: number): SensorEvents {
    return {
      pid: (pid) => {
        this.#placement.setPid(n, pid)
        this.#save()
      },
      up: (since) => this.#up(n, since),
      configured: (decky_id, revision, since) => this.#say({ decky_id, revision, state: 'running', detail: '', since }),
      removed: (deckyId) => {
        if (this.#wanted.has(deckyId)) return
        this.#placement.take(deckyId)
        this.#save()
        this.#gone(deckyId)
        if (this.#placement.sensors.get(n)?.deckies.size === 0) this.#sensor(n).retire()
      },
      down: (detail, tries) => this.#down(n, detail, tries),
    }
  }

  /** Deckies whose spec we hold are told anew and answer for themselves; those of an earlier agent run on. */
  #up(n: number, since: number): void {
    for (const [decky_id, revision] of this.#placement.sensors.get(n)?.deckies ?? []) {
      if (this.#wanted.has(decky_id)) this.#say({ decky_id, revision, state: 'starting', detail: 'its sensor takes it up', since })
      else this.#say({ decky_id, revision, state: 'running', detail: '', since })
    }
  }

  #down(n: number, detail: string, tries: number): void {
    for (const [decky_id, revision] of this.#placement.sensors.get(n)?.deckies ?? []) {
      const again = tries >= FAILED_AFTER ? `${detail}, ${tries} times in a row; it is tried again` : `${detail}; it is started again`
      if (!this.#wanted.has(decky_id)) this.#say({ decky_id, revision, state: 'gone', detail })
      else this.#say({ decky_id, revision, state: tries >= FAILED_AFTER ? 'failed' : 'starting', detail: again })
    }
  }

  #gone(decky_id: string): void {
    this.#say({ decky_id, revision: 0, state: 'gone', detail: '' })
  }

  #say(report: RuntimeReport): void {
    this.#reports.say(report)
  }

  #save(): void {
    this.#placement.save().catch((error: unknown) => this.#options.log.warn({ err: error }, 'the placement could not be written'))
  }

  /** Sensors that live in our directory and that nobody remembers: their deckies are unknown, so they end. */
  async #stopStrangers(known: ReadonlySet<number>): Promise<void> {
    const names = await readdir(this.#options.directory)
    const strangers = names.filter((name) => /^[1-9][0-9]{0,5}$/.test(name) && !known.has(Number(name)))
    for (const name of strangers) {
      const link = await reachSensor(this.#launch(Number(name)).control, this.#timing.greeting)
      if (!link) continue
      this.#options.log.warn({ sensor: name, pid: link.greeting.pid }, 'a sensor that nobody remembers is stopped')
      link.send({ order: 'stop' })
      await Promise.race([drained(link), this.#options.clock.sleep(STRANGER_GRACE)])
    }
  }
}

async function drained(link: ControlLink): Promise<void> {
  for await (const _ of link.answers) void _
}
