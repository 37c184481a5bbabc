// A decky without a sensor: one service, its persona and shared state; clients connect and talk.
import { type ManualClock, manualClock } from '@decnet/kernel'
import { type Persona, persona } from '../persona.ts'
import type { ServiceDefinition, ServiceModule } from '../service.ts'
import { type Budget, type Emitted, type SharedStates, type TestCapture, type TestConversation, testConversation } from './conversation.ts'
import { seededRandom } from './random.ts'

export type { Emitted, TestCapture } from './conversation.ts'

export interface TestDeckyInput {
  readonly os?: string
  readonly hostname?: string
  readonly seed?: string
  /** As an operator writes them; defaults are filled in by the service's schema. */
  readonly options?: Readonly<Record<string, unknown>>
  readonly clock?: ManualClock
  /** Seed of chance: salts, cookies. */
  readonly chance?: string
  /** What the decky's conversations and its shared state may hold together. */
  readonly budget?: Budget
}

/** One client of a {@link TestDecky}. */
export interface TestClient {
  /** Feeds bytes, waits until the service is quiet, returns what it said to them. */
  send(bytes: string | Uint8Array): Promise<Buffer>
  /** Waits until the service waits for bytes, sleeps, or is done; returns what it said since the last call. */
  settle(): Promise<Buffer>
  /** The peer closes its side; resolves when the service has returned. */
  hangUp(): Promise<void>
  /** True once the service ended the conversation or returned. */
  readonly closed: boolean
  readonly events: readonly Emitted[]
  readonly captures: readonly TestCapture[]
  readonly conversation: TestConversation
}

export interface TestDecky {
  readonly host: Persona
  readonly clock: ManualClock
  connect(peer?: { readonly ip: string; readonly port: number }): TestClient
}

/** Loads `service` and stands it up without sockets. The clock only moves when told. */
export async function testDecky(service: ServiceDefinition, input: TestDeckyInput = {}): Promise<TestDecky> {
  const clock = input.clock ?? manualClock()
  const host = persona({
    os: input.os ?? 'debian-12',
    hostname: input.hostname ?? 'srv01',
    seed: Buffer.from(input.seed ?? 'test seed'),
    installedAt: clock.now(),
  })
  const options = service.options.parse(input.options ?? {})
  const module: ServiceModule<Record<string, unknown>> = await service.load()
  const shared: SharedStates = {}
  const random = seededRandom(input.chance ?? 'chance')
  let count = 0
  const connect: TestDecky['connect'] = (peer) => {
    count++
    const conversation = testConversation({
      clock,
      random,
      shared,
      ...(input.budget ? { budget: input.budget } : {}),
      peer: peer ?? { ip: '198.51.100.7', port: 40_000 + count },
      local: { ip: '192.0.2.10', port: service.listens[0]?.port ?? 1 },
      session: `01890000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`,
    })
    if (!module.serve) throw new RangeError(`${service.name} serves no streams`)
    return client(conversation, module.serve(conversation.talk, host, options))
  }
  return { host, clock, connect }
}

function client(conversation: TestConversation, serving: Promise<void>): TestClient {
  const { inbox, state, said, emitted, captures } = conversation
  const life: { done: boolean; failure?: unknown } = { done: false }
  serving.then(
    () => {
      life.done = true
      conversation.release()
    },
    (failure: unknown) => {
      life.done = true
      conversation.release()
      life.failure = failure
    },
  )
  let read = 0
  const settle = async () => {
    await quiet(() => ({ activity: inbox.activity + state.activity, idle: life.done || inbox.hungry || state.sleeping > 0 }))
    if (life.failure !== undefined) throw life.failure
    const fresh = Buffer.concat(said.slice(read))
    read = said.length
    return fresh
  }
  return {
    settle,
    send: (bytes) => {
      inbox.push(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
      return settle()
    },
    hangUp: async () => {
      inbox.close()
      conversation.abort()
      await quiet(() => ({ activity: inbox.activity + state.activity, idle: life.done }))
      if (life.failure !== undefined) throw life.failure
    },
    get closed() {
      return life.done || state.end !== 'open'
    },
    events: emitted,
    captures,
    conversation,
  }
}

/**
 * Turns the event loop until nothing moves. One that waits for another client neither reads nor sleeps: it gets more turns.
 * A service that still moves after 10 s is a failure.
 */
async function quiet(look: () => { activity: number; idle: boolean }): Promise<void> {
  const deadline = Date.now() + 10_000
  let last = -1
  let still = 0
  let idle = false
  while (still < (idle ? 3 : 25)) {
    await new Promise((resolve) => setImmediate(resolve))
    const seen = look()
    const { activity } = seen
    idle = seen.idle
    still = activity === last ? still + 1 : 0
    last = activity
    if (Date.now() > deadline) throw new Error(`the service is still busy after 10 s (activity ${activity})`)
  }
}
