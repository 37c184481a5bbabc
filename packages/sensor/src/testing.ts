// For tests: a sensor in this process, on loopback, whose spool can be read.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, type DeckySpec, type EventKindName, type Frame, frame, type SensorEvent, systemClock } from '@decnet/kernel'
import { type ServiceDefinition, services as catalogue } from '@decnet/services'
import { loadServices } from './binding.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { silentLog } from './log.ts'
import type { SpoolDisk } from './segments.ts'
import { Sensor, type SensorParts } from './sensor.ts'

export interface TestSensorInput {
  /** The services that there are; the whole catalogue when absent. */
  readonly services?: readonly ServiceDefinition[]
  readonly clock?: Clock
  readonly limits?: Partial<Limits>
  readonly tls?: SensorParts['tls']
  readonly disk?: SpoolDisk
}

export interface TestDeckyInput {
  /** Services by name with their options; each listens where its manifest says, on a free port. */
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly address?: string
  readonly name?: string
  readonly os?: string
  readonly tarpit?: DeckySpec['tarpit']
}

export interface TestSensor {
  readonly sensor: Sensor
  /** Holds `spool/`. */
  readonly dir: string
  /** Applies a spec; resolves with the decky once it has answered. */
  apply(spec: DeckySpec): Promise<TestDecky>
  /** Makes and applies a spec. */
  decky(input: TestDeckyInput): Promise<TestDecky>
  /** All frames in the spool, parsed; throws for one that breaks the contract. */
  frames(): Promise<Frame[]>
  /** All events in the spool, in their order. */
  events(): Promise<SensorEvent[]>
  /** Waits (10 s at most) until an event of this kind satisfies `wanted`; rejects with what was seen. */
  until<Kind extends EventKindName>(kind: Kind, wanted?: (event: SensorEvent<Kind>) => boolean): Promise<SensorEvent<Kind>>
  /** Stops it and removes its directory. */
  stop(): Promise<void>
}

export interface TestDecky {
  readonly spec: DeckySpec
  readonly address: string
  /** The port where that service is bound. */
  port(service: string): number
}

/** Starts a sensor in a directory of its own. */
export async function startTestSensor(input: TestSensorInput = {}): Promise<TestSensor> {
  const dir = mkdtempSync(join(tmpdir(), 'decnet-sensor-'))
  const definitions = input.services ?? catalogue
  const sensor = new Sensor({
    spoolRoot: join(dir, 'spool'),
    incarnation: `${Date.now()}-${process.pid}`,
    services: await loadServices(definitions),
    clock: input.clock ?? systemClock,
    random: randomBytes,
    limits: { ...defaultLimits, ...input.limits },
    log: silentLog,
    ...(input.tls ? { tls: input.tls } : {}),
    ...(input.disk ? { disk: input.disk } : {}),
  })
  sensor.start()
  const frames = async () => {
    await sensor.flushed()
    return readFrames(join(dir, 'spool'))
  }
  const events = async () => (await frames()).flatMap((each) => (each.frame === 'event' ? [each.event as SensorEvent] : []))
  const apply = async (spec: DeckySpec): Promise<TestDecky> => {
    const answer = await sensor.obey({ order: 'spec', decky: spec })
    if (!('configured' in answer)) throw new Error(`the spec was not taken: ${JSON.stringify(answer)}`)
    const told = (await events()).filter((event) => event.kind === 'decky.configured').filter((event) => event.decky_id === spec.decky_id)
    return { spec, address: spec.address, port: (service) => boundPort(told, service) }
  }
  return {
    sensor,
    dir,
    apply,
    decky: (wanted) => apply(specOf(wanted, definitions)),
    frames,
    events,
    until: (kind, wanted = () => true) =>
      waitFor(events, (event) => event.kind === kind && wanted(event as SensorEvent<typeof kind>)) as never,
    async stop() {
      await sensor.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A spec as a planner would make it, with free ports. */
export function specOf(input: TestDeckyInput, definitions: readonly ServiceDefinition[] = catalogue): DeckySpec {
  const listens = (name: string) => definitions.find((each) => each.name === name)?.listens ?? []
  return {
    decky_id: randomUUID(),
    name: input.name ?? 'decky-one',
    topology_id: null,
    revision: 1,
    os: input.os ?? 'debian-12',
    hostname: 'srv-01',
    address: input.address ?? '127.0.0.1',
    seed: randomBytes(32).toString('base64'),
    installed: Date.UTC(2026, 0, 2),
    services: Object.entries(input.services).map(([name, options]) => ({
      name,
      options,
      listens: listens(name).map((listen) => ({ ...listen, bind_port: 0 })),
    })),
    tarpit: input.tarpit ?? null,
    runtime: 'embedded',
  }
}

/** All whole lines below a spool root, oldest first, parsed. A torn last line is no frame. */
export function readFrames(root: string): Frame[] {
  return namesIn(root).flatMap((incarnation) =>
    namesIn(join(root, incarnation)).flatMap((name) =>
      readFileSync(join(root, incarnation, name), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => frame.parse(JSON.parse(line))),
    ),
  )
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort()
  } catch {
    return []
  }
}

function boundPort(told: readonly SensorEvent[], service: string): number {
  const last = told.findLast((event) => event.kind === 'decky.configured')
  const listen = last?.facts.listens.find((each) => each.service === service)
  if (listen?.state !== 'open') throw new Error(`${service} does not listen: ${JSON.stringify(listen)}`)
  return listen.bound_port
}

async function waitFor(events: () => Promise<SensorEvent[]>, wanted: (event: SensorEvent) => boolean): Promise<SensorEvent> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const seen = await events()
    const found = seen.find(wanted)
    if (found) return found
    if (Date.now() > deadline) throw new Error(`not seen among: ${seen.map((event) => JSON.stringify(event)).join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
