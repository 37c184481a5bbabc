// The service contract: a manifest and one async function. No sockets, no bus, no store, no process.env.
import type { Clock, EventKindName, FactsOf } from '@decnet/kernel'
import type { z } from 'zod'
import type { Persona } from './persona.ts'

/** A port that a service listens on by default. */
export interface Listen {
  readonly transport: 'tcp' | 'udp' | 'tls'
  readonly port: number
}

/** Where a conversation takes place. */
export interface Endpoint {
  readonly ip: string
  readonly port: number
}

/** A captured file being written. Bytes go to disk under a bound, never to memory as a whole. */
export interface Sink {
  /** Takes more bytes; past the bound they are counted and dropped. Resolves when more may be written. */
  write(bytes: Uint8Array): Promise<void>
  /** Seals the file. `complete` is false when a bound cut it short. The service then emits `file.captured`. */
  close(): Promise<{ readonly sha256: string; readonly size: number; readonly complete: boolean }>
}

/** A line as it came: without its terminator, and with which one it had. */
export interface Line {
  readonly bytes: Buffer
  /** How it ended: CRLF, a bare LF, or `none` when the peer closed in the middle or `max` was reached. */
  readonly end: 'crlf' | 'lf' | 'none'
  /** True when `max` bytes came without a terminator; the rest is still to be read. */
  readonly overlong: boolean
}

/**
 * Asks for room for `bytes` that are to be kept for peers; false when there is none: then they must not be kept. A negative
 * number gives back; no more is given back than was taken.
 */
export type Hold = (bytes: number) => boolean

/** One connection, as a service sees it. What the peer does is never an exception: an end is a `null`. */
export interface Conversation {
  readonly peer: Endpoint
  readonly local: Endpoint
  readonly transport: 'tcp' | 'udp' | 'tls'
  readonly session: string
  /** The next line, at most `max` bytes (default 8192); `null` once the peer has closed and nothing is left. */
  line(max?: number): Promise<Line | null>
  /** Exactly `count` bytes, or `null` when the peer closed before. */
  bytes(count: number): Promise<Buffer | null>
  /** Whatever has come, at least one byte, at most `max` (default 65536); `null` at the end. */
  chunk(max?: number): Promise<Buffer | null>
  /** Puts bytes back in front of what is read next. */
  unread(bytes: Uint8Array): void
  /** Sends; resolves when the peer can take more. Everything emitted before is on disk before these bytes leave. */
  say(data: string | Uint8Array): Promise<void>
  /** Half-closes after what was said. Returning from `serve` does the same and then closes. */
  end(): void
  /** Drops the connection with a reset. */
  reset(): void
  /** Records a fact. The sensor stamps id, time, decky, service, session and peer. */
  emit<Kind extends EventKindName>(kind: Kind, facts: FactsOf<Kind>): void
  /** Starts to capture a file. */
  capture(name: string, mime: string): Sink
  /**
   * State that all conversations of this decky and service share; made on first use, lost when the decky goes. What the state
   * keeps for peers is asked for by the `hold` that it is made with, and is given back when the decky goes.
   */
  shared<State extends object>(make: (hold: Hold) => State): State
  /**
   * Room for what this conversation keeps between its reads beyond a few hundred bytes. One budget serves all conversations of a
   * sensor, and each source has its share of it. What is still held when the conversation ends is given back by itself.
   */
  readonly hold: Hold
  readonly clock: Clock
  /** Bytes of chance (salts, session cookies). */
  random(count: number): Buffer
  /** Aborts when the peer will send nothing more, though it may still listen: who waits for something else than input asks this. */
  readonly peerEnded: AbortSignal
  /** Aborts when the connection ends or the decky is taken down. */
  readonly signal: AbortSignal
}

/** What a service's `load` gives: `serve` for streams, `answer` for datagrams. */
export interface ServiceModule<Options> {
  serve?(talk: Conversation, host: Persona, options: Options): Promise<void>
  /** The packets to send back for one packet that came in. */
  answer?(packet: Buffer, talk: Conversation, scene: { readonly host: Persona; readonly options: Options }): Promise<readonly Uint8Array[]>
}

/** A service's manifest. */
export interface ServiceDefinition<Name extends string = string, Options extends z.ZodObject = z.ZodObject> {
  readonly name: Name
  readonly title: string
  readonly listens: readonly Listen[]
  /** Draws the form and checks every way in. Every option has a default. */
  readonly options: Options
  readonly emits: readonly EventKindName[]
  /** `fleet` services cannot be added to a single decky. */
  readonly scope: 'decky' | 'fleet'
  load(): Promise<ServiceModule<z.output<Options>>>
}

/** Declares a service; the shape of a catalogue entry. */
export function defineService<Name extends string, Options extends z.ZodObject>(
  definition: ServiceDefinition<Name, Options>,
): ServiceDefinition<Name, Options> {
  return definition
}
