// A decky: what it shall be (desired, written by deploy) and what its sensor says it is (reported, written by ingest).
import { z } from 'zod'
import { listenState } from '../events/decky.ts'

/** A decky's or service's name. */
export const deckyName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must start with a letter and hold only a-z, 0-9 and -, at most 63 characters')

/** A service on a decky: its options, the ports it shows and the ports really bound. */
export const deckyService = z.object({
  name: z.string(),
  options: z.record(z.string(), z.unknown()),
  listens: z.array(z.object({ transport: z.enum(['tcp', 'udp', 'tls']), port: z.number().int(), bind_port: z.number().int() })),
})
export type DeckyService = z.output<typeof deckyService>

export const tarpitRule = z.object({
  ports: z.array(z.number().int().min(1).max(65535)).min(1),
  delay_ms: z.number().int().min(1).max(60_000),
  sources: z.array(z.string()).optional(),
})
export type TarpitRule = z.output<typeof tarpitRule>

export const desiredDecky = z.object({
  id: z.uuid(),
  name: deckyName,
  topology_id: z.uuid().nullable(),
  archetype: z.string().nullable(),
  os: z.string(),
  hostname: z.string(),
  runtime: z.enum(['embedded', 'docker']),
  address: z.string(),
  services: z.array(deckyService),
  tarpit: tarpitRule.nullable(),
  /** Rises with every change; a sensor answers with the revision it runs. */
  revision: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
})
export type DesiredDecky = z.output<typeof desiredDecky>

export const deckyStates = ['pending', 'running', 'degraded', 'failed', 'unreachable'] as const
export type DeckyState = (typeof deckyStates)[number]

/** What the sensor reported last, by `decky.configured`. */
export const reportedDecky = z.object({
  decky_id: z.uuid(),
  revision: z.number().int(),
  time: z.number().int(),
  listens: z.array(listenState),
})
export type ReportedDecky = z.output<typeof reportedDecky>
