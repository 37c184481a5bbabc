// The envelope: who, where and when, stamped by the sensor around the facts that a service emits.
import { z } from 'zod'
import { type EventKindName, eventKindNames, type FactsOf } from './catalogue.ts'
import { port } from './kind.ts'

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

/** An event as it leaves a sensor. Times are milliseconds since the epoch. */
export const eventEnvelope = z.object({
  id: uuid,
  time: z.number().int().nonnegative(),
  kind: z.enum(eventKindNames as [EventKindName, ...EventKindName[]]),
  decky_id: uuid,
  decky: z.string().max(63),
  topology_id: uuid.nullable(),
  service: z.string().max(64).nullable(),
  session: uuid.nullable(),
  peer_ip: z.string().max(45).nullable(),
  peer_port: port.nullable(),
  local_port: port.nullable(),
  /** Set when the sensor had to shorten the facts to fit a frame. */
  truncated: z.literal(true).optional(),
  facts: z.record(z.string(), z.unknown()),
})

/** An event as a sensor says it, typed by its kind. */
export type SensorEvent<Kind extends EventKindName = EventKindName> = Kind extends EventKindName
  ? Omit<z.output<typeof eventEnvelope>, 'kind' | 'facts'> & { readonly kind: Kind; readonly facts: FactsOf<Kind> }
  : never

/** What ingest adds: where it stands in the log and how it came. */
export interface StoredMarks {
  readonly seq: number
  readonly received: number
  /** Who said it: a sensor, or the server for what comes from outside at analysis time. */
  readonly origin: 'sensor' | 'server'
  /** `live`, or `import:NAME`. */
  readonly source: string
  readonly host: string
  readonly attacker_uuid: string | null
  /** Set when `time` was outside received plus or minus 5 s and was clamped. */
  readonly clamped: boolean
}

/** An event of the log. */
export type StoredEvent<Kind extends EventKindName = EventKindName> = SensorEvent<Kind> & StoredMarks
