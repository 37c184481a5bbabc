// One sensor process under our care: found again or started, told its deckies, started again with back-off when it ends.
import type { Clock, DeckySpec, SensorAnswer } from '@decnet/kernel'
import { type ControlLink, reachSensor } from './control-link.ts'
import { type Launch, type Launched, launchSensor, prepareDirectories } from './launch.ts'
import { endProcess, isOurs } from './processes.ts'
import { type Timing, watchSensor } from './watch.ts'

/** Where the runtime says what happens to its processes; a pino logger fits. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** What a sensor tells its runtime. */
export interface SensorEvents {
  /** Its process, as soon as it is known; null when it has ended. */
  pid(pid: number | null): void
  /** It answers: deckies that it ran before still run. */
  up(since: number): void
  /** It took on a decky's revision. */
  configured(deckyId: string, revision: number, since: number): void
  /** It runs this decky no more. */
  removed(deckyId: string): void
  /** It does not answer; `tries` counts the starts since it last stood for a while. */
  down(detail: string, tries: number): void
}

export interface SensorParts {
  readonly launch: Launch
  readonly timing: Timing
  readonly clock: Clock
  readonly log: Log
  readonly events: SensorEvents
}

/** Back-off between starts, and how long a process must have stood to count as sound. Milliseconds. */
const FIRST_WAIT = 200
const LAST_WAIT = 30_000
const SOUND = 60_000
const REACH_EVERY = 50

/** A sensor process. Deckies may be told and taken at any time; what could not be said is said when it is up. */
export class EmbeddedSensor {
  readonly #parts: SensorParts
  readonly #specs = new Map<string, DeckySpec>()
  readonly #removing = new Map<string, number>()
  readonly #closed = new AbortController()
  #link: ControlLink | null = null
  #pid: number | null
  #child: Launched | null = null
  #keeping: Promise<void> | null = null
  #tries = 0

  /** `pid` is the process that an earlier agent left, if it is known. */
  constructor(parts: SensorParts, pid: number | null) {
    this.#parts = parts
    this.#pid = pid
  }

  /** Finds what an earlier agent left running; false when nothing is there. */
  async adopt(): Promise<boolean> {
    const link = await this.#reach(() => Promise.resolve(false))
    if (link) this.#keep(link)
    return link !== null
  }

  /** Tells a decky's spec, now or when the process is up. */
  put(spec: DeckySpec): void {
    this.#removing.delete(spec.decky_id)
    this.#specs.set(spec.decky_id, spec)
    if (this.#link) this.#link.send({ order: 'spec', decky: spec })
    else this.#keep(null)
  }

  /** Takes a decky down. */
  take(deckyId: string, revision: number): void {
    this.#specs.delete(deckyId)
    if (this.#keeping) {
      this.#removing.set(deckyId, revision)
      this.#link?.send({ order: 'remove', decky_id: deckyId, revision })
    } else this.#parts.events.removed(deckyId)
  }

  /** Nothing is left in it: the process may end until a decky comes. */
  retire(): void {
    if (this.#specs.size > 0) return
    this.#tries = 0
    this.#link?.send({ order: 'stop' })
  }

  /** Lets go and leaves the process running. */
  async close(): Promise<void> {
    this.#closed.abort()
    this.#link?.close()
    await this.#keeping
  }

  /** Ends the process: by order, then by signal. */
  async end(): Promise<void> {
    const ordered = this.#link !== null
    this.#closed.abort()
    this.#link?.send({ order: 'stop' })
    const { clock, launch, log, timing } = this.#parts
    // A start in progress must be over before its process can be looked up.
    if (!ordered) await this.#keeping
    if (this.#pid !== null && !(await endProcess(this.#pid, launch, { clock, ordered, grace: timing.grace }))) {
      log.warn({ pid: this.#pid }, 'a sensor could not be ended')
    }
    this.#link?.close()
    await this.#keeping
    this.#setPid(null)
  }

  #keep(link: ControlLink | null): void {
    if (this.#keeping || this.#closed.signal.aborted) return
    this.#keeping = this.#run(link)
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'the care for a sensor failed'))
      .finally(() => {
        this.#keeping = null
        // A decky may have come in the moment between the last look and here.
        if (this.#specs.size > 0) this.#keep(null)
      })
  }

  /** Serves connections for as long as there is a decky to run. */
  async #run(first: ControlLink | null): Promise<void> {
    let link = first
    while (!this.#closed.signal.aborted) {
      link ??= await this.#obtain()
      if (!link) continue
      const started = this.#parts.clock.now()
      await this.#serve(link)
      if (this.#parts.clock.now() - started >= SOUND) this.#tries = 0
      link = null
      if (this.#specs.size === 0) break
    }
    this.#allRemoved()
  }

  /** A connection to the process, which is started if need be; null when that failed this time. */
  async #obtain(): Promise<ControlLink | null> {
    const { clock, launch, events, log, timing } = this.#parts
    const pid = this.#pid
    // Even without a known process: an agent may have been killed between a start and its writing down.
    const alive = await this.#reach(() => (pid === null ? Promise.resolve(false) : isOurs(pid, launch)))
    if (alive || this.#closed.signal.aborted) return alive
    if (pid !== null) {
      await endProcess(pid, launch, { clock, ordered: false, grace: timing.grace })
      await this.#ended()
    }
    this.#allRemoved()
    await this.#wait()
    if (this.#closed.signal.aborted) return null
    this.#tries++
    try {
      await prepareDirectories(launch)
      this.#child = await launchSensor(launch)
    } catch (error) {
      log.warn({ err: error }, 'a sensor could not be started')
      events.down(error instanceof Error ? error.message : 'the sensor could not be started', this.#tries)
      return null
    }
    this.#setPid(this.#child.pid)
    return null
  }

  /** Connects, trying again for as long as the process is alive and not silent for too long. */
  async #reach(isAlive: () => Promise<boolean>): Promise<ControlLink | null> {
    const { clock, launch, timing } = this.#parts
    const until = clock.now() + timing.silence
    while (!this.#closed.signal.aborted) {
      const link = await reachSensor(launch.control, timing.greeting)
      if (link && !this.#closed.signal.aborted) return link
      link?.close()
      if (clock.now() >= until || !(await isAlive())) return null
      await clock.sleep(REACH_EVERY, this.#closed.signal)
    }
    return null
  }

  async #serve(link: ControlLink): Promise<void> {
    const { events, log } = this.#parts
    const { pid, since } = link.greeting
    this.#link = link
    this.#setPid(pid)
    events.up(since)
    for (const [decky_id, revision] of this.#removing) link.send({ order: 'remove', decky_id, revision })
    for (const decky of this.#specs.values()) link.send({ order: 'spec', decky })
    const over = new AbortController()
    const watched = this.#watch(link, over.signal)
    for await (const answer of link.answers) this.#hear(answer, since)
    over.abort()
    await watched
    this.#link = null
    if (this.#closed.signal.aborted) return
    if (this.#specs.size > 0) log.warn({ pid }, 'a sensor no longer answers')
    events.down('its sensor no longer answers', this.#tries)
  }

  async #watch(link: ControlLink, signal: AbortSignal): Promise<void> {
    const { launch, clock, timing, log } = this.#parts
    if (!(await watchSensor(launch.control, { clock, timing, signal }))) return
    log.warn({ pid: link.greeting.pid }, 'a sensor hangs')
    link.close()
  }

  #hear(answer: SensorAnswer, since: number): void {
    const { events, log } = this.#parts
    if ('configured' in answer) events.configured(answer.decky_id, answer.configured, since)
    else if ('removed' in answer) {
      if (this.#removing.delete(answer.decky_id)) events.removed(answer.decky_id)
    } else if ('refused' in answer) log.warn({ reason: answer.refused }, 'a sensor refused an order')
  }

  async #ended(): Promise<void> {
    const how = this.#child ? await this.#child.ended : 'ended'
    this.#child = null
    this.#setPid(null)
    this.#parts.log.warn({ how, tries: this.#tries }, 'a sensor ended')
    this.#parts.events.down(`its sensor ${how}`, this.#tries)
  }

  #setPid(pid: number | null): void {
    if (this.#pid !== pid) this.#parts.events.pid(pid)
    this.#pid = pid
  }

  async #wait(): Promise<void> {
    if (this.#tries === 0) return
    await this.#parts.clock.sleep(Math.min(FIRST_WAIT * 2 ** (this.#tries - 1), LAST_WAIT), this.#closed.signal)
  }

  /** Without a process nothing runs any more. */
  #allRemoved(): void {
    if (this.#closed.signal.aborted) return
    for (const deckyId of this.#removing.keys()) this.#parts.events.removed(deckyId)
    this.#removing.clear()
  }
}
