// The runtime port: what an agent is told about a decky, and what it tells back.
import { z } from 'zod'
import { deckyService, tarpitRule } from '../model/deckies.ts'

/** One decky's whole wanted state, as the sensor gets it. `seed` is HKDF(installation secret, decky id), base64. */
export const deckySpec = z.object({
  decky_id: z.uuid(),
  name: z.string(),
  topology_id: z.uuid().nullable(),
  revision: z.number().int(),
  os: z.string(),
  hostname: z.string(),
  address: z.string(),
  seed: z.base64(),
  /** When the decky was first made, milliseconds since the epoch: anchors its uptime. */
  installed: z.number().int(),
  services: z.array(deckyService),
  tarpit: tarpitRule.nullable(),
  runtime: z.enum(['embedded', 'docker']),
})
export type DeckySpec = z.output<typeof deckySpec>

/** What a runtime knows of a decky: is the process that runs it alive? Listeners are reported by the sensor itself. */
export const runtimeReport = z.object({
  decky_id: z.uuid(),
  revision: z.number().int(),
  state: z.enum(['starting', 'running', 'failed', 'gone']),
  detail: z.string(),
  /** When the process that runs it now was started, milliseconds since the epoch: what a sensor said before is void. */
  since: z.number().int().optional(),
})
export type RuntimeReport = z.output<typeof runtimeReport>

/** A way to run deckies. Every call is idempotent; a runtime finds again what an earlier process of it left running. */
export interface Runtime {
  readonly name: 'embedded' | 'docker'
  apply(decky: DeckySpec): Promise<void>
  remove(deckyId: string): Promise<void>
  /** Changes as they happen; the present state of all first. Ends when the runtime is closed. */
  report(): AsyncIterable<RuntimeReport>
  /** Lets go of the deckies and leaves them running. */
  close(): Promise<void>
  /** Ends every decky that this runtime runs. */
  stopAll(): Promise<void>
}

/** What the server says to an agent, one JSON object a line. */
export const agentOrder = z.discriminatedUnion('order', [
  z.object({ order: z.literal('apply'), decky: deckySpec }),
  z.object({ order: z.literal('remove'), decky_id: z.uuid() }),
])
export type AgentOrder = z.output<typeof agentOrder>

/** What an agent says to the server, one JSON object a line. */
export const agentMessage = z.discriminatedUnion('say', [
  z.object({ say: z.literal('hello'), host: z.string(), runtimes: z.array(z.enum(['embedded', 'docker'])), pid: z.number().int() }),
  z.object({ say: z.literal('report'), report: runtimeReport }),
])
export type AgentMessage = z.output<typeof agentMessage>

/** What a runtime says to a sensor over its control channel, one JSON object a line. */
export const sensorOrder = z.discriminatedUnion('order', [
  z.object({ order: z.literal('spec'), decky: deckySpec }),
  z.object({ order: z.literal('remove'), decky_id: z.uuid(), revision: z.number().int() }),
  z.object({ order: z.literal('stop') }),
])
export type SensorOrder = z.output<typeof sensorOrder>

/** What a sensor says back over its control channel, one JSON object a line: `hello` first, then one answer to each order. */
export const sensorAnswer = z.union([
  z.object({ hello: z.object({ pid: z.number().int(), incarnation: z.string().regex(/^[0-9]+-[0-9]+$/) }) }),
  z.object({ configured: z.number().int(), decky_id: z.uuid() }),
  z.object({ removed: z.number().int(), decky_id: z.uuid() }),
  z.object({ stopping: z.literal(true) }),
  z.object({ refused: z.string() }),
])
export type SensorAnswer = z.output<typeof sensorAnswer>
