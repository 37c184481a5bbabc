// Collects frames from every sensor's spool: reads what lies there, validates and stamps it, assembles captures.
// Reading moves on at once; what was read is a batch that the caller commits, and whose positions it commits with it.
import type { Clock, SensorEvent } from '@decnet/kernel'
import type { SpoolPosition } from '@decnet/store'
import { Sources } from './addresses.ts'
import { type Batch, type PlacedEvent, type SetAside, setAside } from './batch.ts'
import type { Captures } from './captures.ts'
import type { KnownDeckies } from './known-deckies.ts'
import { type Poison, poison, type Reading, readFrame } from './read-frame.ts'
import { listSpools, type Spool } from './spools.ts'
import { stamp } from './stamp.ts'
import { type LineSink, type Position, type ReadLimits, Tail } from './tail.ts'
import { Watch } from './watch.ts'

export interface CollectorParts {
  readonly data: string
  /** This host's name, stamped on every event. */
  readonly host: string
  readonly clock: Clock
  readonly deckies: KnownDeckies
  readonly captures: Captures
  readonly alive: (pid: number) => boolean
  /** Where earlier runs have come to. */
  readonly positions: readonly SpoolPosition[]
}

type NoEvent = Exclude<Reading, { frame: 'event' }>

interface Placed {
  readonly at: Position
  readonly reading: Reading
}

/** What one spool gave. `done` is how many of the readings are prepared: preparing may fail and be tried again. */
interface Portion {
  readonly spool: Spool
  readonly readings: Placed[]
  readonly position: Position
  readonly over: boolean
  readonly received: number
  readonly earliest: number
  done: number
}

/** What was read and is not prepared yet. */
export interface Haul {
  readonly portions: readonly Portion[]
  readonly events: PlacedEvent[]
  readonly setAside: SetAside[]
  readonly stored: string[]
  readonly full: boolean
}

interface Follow {
  spool: Spool
  readonly tail: Tail
  /** When it was last seen at its end; before that, when its incarnation began. */
  caughtUp: number
  /** Its open sessions were closed, and nothing came since. */
  over: boolean
  /** Over, its process gone, and everything read: its files may go. */
  finished: boolean
}

const RELIST_MS = 100
const LEAST_SHARE = 64

export class Collector {
  readonly #parts: CollectorParts
  readonly #follows = new Map<string, Follow>()
  readonly #sources = new Sources()
  readonly #watch = new Watch()
  // Tails are read one after the other and share one buffer.
  readonly #buffer = Buffer.allocUnsafe(256 * 1024)
  #listed = Number.NEGATIVE_INFINITY
  #turn = 0
  /** Why a spool could not be read, the last time that one could not. */
  lastError: string | null = null

  constructor(parts: CollectorParts) {
    this.#parts = parts
  }

  /** Spools that are followed now, and where they were read to. */
  following(): readonly { readonly spool: Spool; readonly position: Position }[] {
    return [...this.#follows.values()].map(({ spool, tail }) => ({ spool, position: tail.position }))
  }

  /** Spools that were over already when they were read last, and at whose end no process stands any more. */
  finished(): Spool[] {
    return [...this.#follows.values()].filter((follow) => follow.finished).map(({ spool }) => spool)
  }

  /** Reads on, about `limit` frames at most, fairly shared; null when nothing new lies there. `relist` looks for new spools now. */
  async read(limit: number, relist: boolean): Promise<Haul | null> {
    await this.#list(relist)
    const follows = [...this.#follows.values()]
    const turn = this.#turn++ % Math.max(1, follows.length)
    // Round robin, another one first each time: a flood on one sensor does not keep the others waiting.
    let queue = [...follows.slice(turn), ...follows.slice(0, turn)]
    const portions: Portion[] = []
    let frames = 0
    while (queue.length > 0 && frames < limit) {
      const share = Math.max(LEAST_SHARE, Math.ceil((limit - frames) / queue.length))
      const again: Follow[] = []
      for (const follow of queue) {
        const { portion, more } = await this.#readOne(follow, share)
        if (more) again.push(follow)
        if (portion === null) continue
        portions.push(portion)
        frames += portion.readings.length
      }
      queue = again
    }
    return portions.length === 0 ? null : { portions, events: [], setAside: [], stored: [], full: queue.length > 0 }
  }

  /** Turns a haul into a batch. When it throws (a full disk), calling it again goes on where it stopped. */
  async prepare(haul: Haul): Promise<Batch> {
    await this.#parts.deckies.learn(deckyIds(haul))
    for (const portion of haul.portions) {
      for (; portion.done < portion.readings.length; portion.done++) {
        const placed = portion.readings[portion.done]
        if (placed === undefined) continue
        const { reading, at } = placed
        if (reading.frame === 'event') this.#prepareEvent(haul, { portion, at, event: reading.event })
        else await this.#prepareOther(haul, { portion, at, reading })
      }
    }
    await this.#findStored(haul)
    await this.#parts.captures.flush()
    const progress = haul.portions.map(({ spool, position, over }) => ({ spool, position, over }))
    return { events: haul.events, setAside: haul.setAside, stored: haul.stored, progress, full: haul.full }
  }

  /** Waits for news of any spool, or `ms`. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#watch.wait(this.#parts.clock, ms, signal)
  }

  /** Stops following a spool whose files are gone. */
  async forget(spool: Spool): Promise<void> {
    this.#watch.remove(spool.directory)
    await this.#follows.get(spool.key)?.tail.close()
    this.#follows.delete(spool.key)
  }

  async close(): Promise<void> {
    this.#watch.close()
    for (const { tail } of this.#follows.values()) await tail.close()
  }

  async #list(now: boolean): Promise<void> {
    const time = this.#parts.clock.now()
    if (!now && time - this.#listed < RELIST_MS && time >= this.#listed) return
    this.#listed = time
    for (const spool of await listSpools(this.#parts.data)) {
      const follow = this.#follows.get(spool.key)
      if (follow !== undefined) follow.spool = spool
      else this.#follow(spool)
    }
  }

  #follow(spool: Spool): void {
    const row = this.#parts.positions.find((one) => one.sensor === spool.sensor && one.incarnation === spool.incarnation)
    const position = row === undefined ? { segment: 0, offset: 0 } : { segment: row.segment, offset: row.position }
    const tail = new Tail(spool.directory, position, this.#buffer)
    this.#follows.set(spool.key, { spool, tail, caughtUp: spool.started, over: row?.closed_at != null, finished: false })
    this.#watch.add(spool.directory)
  }

  async #readOne(follow: Follow, limit: number): Promise<{ portion: Portion | null; more: boolean }> {
    const { spool, tail } = follow
    // Asked before reading: what a process wrote before it was seen dead is there to be read.
    const gone = !this.#parts.alive(spool.pid)
    const ended = spool.superseded || gone
    const readings: Placed[] = []
    const atEnd = await this.#tryRead(tail, { lines: limit, ended }, intoReadings(readings))
    const received = this.#parts.clock.now()
    const earliest = follow.caughtUp
    if (atEnd) follow.caughtUp = received
    if (readings.length > 0) follow.over = false
    follow.finished = follow.over && gone && atEnd === true
    const over = ended && atEnd === true && !follow.over
    if (over) follow.over = true
    const more = atEnd === false
    if (readings.length === 0 && !over) return { portion: null, more }
    return { portion: { spool, readings, position: tail.position, over, received, earliest, done: 0 }, more }
  }

  /** Whether the end was reached; null when reading failed. What was read before it failed counts, and one spool's failure is its own. */
  async #tryRead(tail: Tail, limits: ReadLimits, sink: LineSink): Promise<boolean | null> {
    try {
      return await tail.read(limits, sink)
    } catch (error) {
      this.lastError = error instanceof Error ? error.message : String(error)
      return null
    }
  }

  #prepareEvent(haul: Haul, { portion, at, event }: { portion: Portion; at: Position; event: SensorEvent }): void {
    const { spool, received, earliest } = portion
    const decky = this.#parts.deckies.get(event.decky_id)
    const stamped = stamp(event, { decky, sources: this.#sources, reception: { host: this.#parts.host, received, earliest } })
    if ('event' in stamped) haul.events.push({ event: stamped.event, spool, at })
    else refuse(haul, { portion, at }, poison(stamped.refused, stamped.detail, Buffer.from(JSON.stringify(event))))
  }

  async #prepareOther(haul: Haul, { portion, at, reading }: { portion: Portion; at: Position; reading: NoEvent }): Promise<void> {
    if (reading.frame === 'poison') return refuse(haul, { portion, at }, reading)
    const { captures } = this.#parts
    const { key } = portion.spool
    const outcome = await (reading.frame === 'chunk' ? captures.chunk(key, reading) : captures.sealed(key, reading))
    if (outcome.stored !== undefined) haul.stored.push(outcome.stored)
    if (outcome.refused !== undefined) {
      refuse(haul, { portion, at }, poison(outcome.refused, outcome.detail ?? '', Buffer.from(JSON.stringify(reading))))
    }
  }

  /** The seal of a capture may have come in an earlier batch than the event that tells of the file. */
  async #findStored(haul: Haul): Promise<void> {
    for (const { event } of haul.events) {
      if (event.kind === 'file.captured' && (await this.#parts.captures.has(event.facts))) haul.stored.push(event.facts.sha256)
    }
  }
}

function deckyIds({ portions }: Haul): Set<string> {
  const ids = new Set<string>()
  let last = ''
  for (const { readings } of portions) {
    for (const { reading } of readings) {
      if (reading.frame !== 'event' || reading.event.decky_id === last) continue
      last = reading.event.decky_id
      ids.add(last)
    }
  }
  return ids
}

function refuse(haul: Haul, where: { portion: Portion; at: Position }, why: Poison): void {
  haul.setAside.push(setAside({ spool: where.portion.spool, at: where.at, received: where.portion.received }, why))
}

function intoReadings(readings: Placed[]): LineSink {
  return {
    line: (bytes, at) => readings.push({ at, reading: readFrame(bytes) }),
    long: (bytes, at) => readings.push({ at, reading: poison('line too long', 'no newline within a frame’s length', bytes) }),
    torn: (bytes, at) => readings.push({ at, reading: poison('line torn', '', bytes) }),
  }
}
