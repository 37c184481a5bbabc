// A client of the one stream, for browsers and Node: resumes where it was, watches the heartbeat, comes back by itself.
import { type Clock, type Problem, systemClock } from '@decnet/kernel'
import type { z } from 'zod'
import { readProblem } from './client.ts'
import { type streamFrames, stream as streamRoutes } from './resources/stream.ts'
import { type SseMessage, sseParser } from './sse.ts'

/** What a frame may be: the name in its `event:` with the shape of its `data:`. */
export type StreamFrame = {
  [Name in keyof typeof streamFrames]: { readonly event: Name; readonly data: z.output<(typeof streamFrames)[Name]>; readonly id: string }
}[keyof typeof streamFrames]

/** `closed` is the end: asked for, or refused by the server for good (then `problem` says why). */
export interface StreamState {
  readonly state: 'connecting' | 'streaming' | 'reconnecting' | 'closed'
  /** Failed attempts since the last frame or heartbeat. */
  readonly attempt: number
  readonly problem?: Problem
}

export interface StreamOptions {
  /** Such as http://127.0.0.1:8080; empty in a browser on the same origin. */
  readonly baseUrl: string
  /** A bearer token; a browser leaves it out and sends its cookie. */
  readonly token?: string
  readonly fetch: typeof globalThis.fetch
  /** Topic patterns; everything when left out. */
  readonly topics?: readonly string[]
  readonly attacker?: string
  /** Goes on after this id (`<event seq>.<finding seq>`); from now on when left out. */
  readonly lastEventId?: string
  onFrame(frame: StreamFrame): void
  onState?(state: StreamState): void
  readonly clock?: Clock
  /** A number in [0, 1): spreads the reconnects of many clients. */
  readonly random?: () => number
}

export interface StreamHandle {
  /** The id to resume from later; empty before the first. */
  lastEventId(): string
  /** When the last frame or heartbeat came, milliseconds since the epoch; null before the first. */
  lastSign(): number | null
  /** Leaves. Nothing is called after. */
  close(): void
  /** Resolves when the stream is closed, however that came. */
  readonly done: Promise<void>
}

/** Longer than two heartbeats of 15 s: a silent connection is a dead one. */
const SILENCE_MS = 40_000
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 15_000

/** Opens the stream and keeps it open until `close()` or a refusal that another try cannot mend. */
export function openStream(options: StreamOptions): StreamHandle {
  const clock = options.clock ?? systemClock
  const over = new AbortController()
  const at: Position = { id: options.lastEventId ?? '', sign: null, attempt: 0 }
  const say = (state: StreamState) => {
    if (!over.signal.aborted) options.onState?.(state)
  }
  const done = (async () => {
    say({ state: 'connecting', attempt: 0 })
    while (!over.signal.aborted) {
      const problem = await connectOnce({ options, clock, at, over: over.signal, say })
      if (over.signal.aborted) break
      if (problem && isFinal(problem)) {
        say({ state: 'closed', attempt: at.attempt, problem })
        over.abort()
        return
      }
      at.attempt++
      say({ state: 'reconnecting', attempt: at.attempt, ...(problem ? { problem } : {}) })
      await clock.sleep(backOff(at.attempt, options.random ?? Math.random), over.signal)
    }
    options.onState?.({ state: 'closed', attempt: at.attempt })
  })()
  return { lastEventId: () => at.id, lastSign: () => at.sign, close: () => over.abort(), done }
}

interface Position {
  id: string
  sign: number | null
  attempt: number
}

interface Attempt {
  readonly options: StreamOptions
  readonly clock: Clock
  readonly at: Position
  readonly over: AbortSignal
  say(state: StreamState): void
}

/** One connection from start to end. Null when it just broke; a Problem when the server refused. */
async function connectOnce(attempt: Attempt): Promise<Problem | null> {
  const { options, at, over } = attempt
  const cut = new AbortController()
  const stop = () => cut.abort()
  over.addEventListener('abort', stop, { once: true })
  try {
    const response = await options.fetch(streamUrl(options), {
      headers: headersFor(options, at),
      credentials: 'same-origin',
      signal: cut.signal,
    })
    if (!response.ok) return await readProblem(response)
    if (!response.body) return null
    await readAll(response.body, attempt, cut)
    return null
  } catch {
    // The network's failures differ by platform and say nothing that a retry does not: only the refusals above count.
    return null
  } finally {
    over.removeEventListener('abort', stop)
    cut.abort()
  }
}

async function readAll(body: ReadableStream<Uint8Array>, attempt: Attempt, cut: AbortController): Promise<void> {
  const { clock, at, over } = attempt
  const decoder = new TextDecoder()
  const parser = sseParser(at.id)
  const reader = body.getReader()
  const watch = silenceWatch(clock, cut)
  let streaming = false
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done || over.aborted) return
      watch.sign()
      at.sign = clock.now()
      at.attempt = 0
      if (!streaming) attempt.say({ state: 'streaming', attempt: 0 })
      streaming = true
      for (const message of parser.feed(decoder.decode(value, { stream: true }))) {
        if (over.aborted) return
        deliver(message, attempt)
      }
    }
  } finally {
    watch.stop()
  }
}

function deliver(message: SseMessage, { options, at }: Attempt): void {
  if (message.data !== null) {
    // The contract types what our own server says; a name that a later server added is passed over.
    if (isFrameName(message.event)) options.onFrame({ event: message.event, data: JSON.parse(message.data), id: message.id } as StreamFrame)
    // After a reset there is nothing to go on from: the next connection starts at the present.
    if (message.event === 'reset') {
      at.id = ''
      return
    }
  }
  at.id = message.id
}

function isFrameName(name: string): boolean {
  return name === 'event' || name === 'finding' || name === 'operation' || name === 'reset'
}

/** Cuts the connection when nothing came for {@link SILENCE_MS}. */
function silenceWatch(clock: Clock, cut: AbortController): { sign(): void; stop(): void } {
  const over = new AbortController()
  let last = clock.now()
  void (async () => {
    while (!over.signal.aborted) {
      const left = last + SILENCE_MS - clock.now()
      if (left <= 0) return cut.abort()
      await clock.sleep(left, over.signal)
    }
  })()
  return {
    sign: () => {
      last = clock.now()
    },
    stop: () => over.abort(),
  }
}

function streamUrl(options: StreamOptions): string {
  const search = new URLSearchParams()
  if (options.topics && options.topics.length > 0) search.set('topics', options.topics.join(','))
  if (options.attacker) search.set('attacker', options.attacker)
  const text = search.toString()
  return `${options.baseUrl}/api/v1${streamRoutes.open.path}${text ? `?${text}` : ''}`
}

function headersFor(options: StreamOptions, at: Position): Record<string, string> {
  const headers: Record<string, string> = { accept: 'text/event-stream' }
  if (options.token) headers.authorization = `Bearer ${options.token}`
  if (at.id) headers['last-event-id'] = at.id
  return headers
}

/** 4xx but "too many": asking again would be refused again. */
function isFinal(problem: Problem): boolean {
  return problem.status >= 400 && problem.status < 500 && problem.status !== 429
}

/** Doubling, bounded, with up to half of it left to chance (milliseconds). */
function backOff(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 10))
  return full / 2 + (full / 2) * random()
}
