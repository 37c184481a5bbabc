// The stream's client against a scripted server: resume, heartbeat watch, back-off, refusals.
import { type ManualClock, manualClock } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { openStream, type StreamFrame, type StreamState } from './stream.ts'

interface Connection {
  readonly headers: Record<string, string>
  readonly url: string
  send(text: string): void
  end(): void
  readonly signal: AbortSignal
}

/** A `fetch` whose connections the test holds in its hand. */
function scripted(answer: (n: number) => Response | null = () => null) {
  const connections: Connection[] = []
  const waiting: (() => void)[] = []
  const fetch = ((url: string, init: RequestInit) => {
    const refusal = answer(connections.length)
    const signal = init.signal as AbortSignal
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start(made) {
        controller = made
      },
    })
    signal.addEventListener('abort', () => controller?.error(new Error('aborted')))
    connections.push({
      url,
      headers: init.headers as Record<string, string>,
      send: (text) => controller?.enqueue(new TextEncoder().encode(text)),
      end: () => controller?.close(),
      signal,
    })
    for (const wake of waiting.splice(0)) wake()
    return Promise.resolve(refusal ?? new Response(body))
  }) as typeof globalThis.fetch
  return { fetch, connections, next: () => new Promise<void>((resolve) => waiting.push(resolve)) }
}

function opened(server: ReturnType<typeof scripted>, clock: ManualClock, more: object = {}) {
  const frames: StreamFrame[] = []
  const states: StreamState[] = []
  const handle = openStream({
    baseUrl: 'http://decnet',
    fetch: server.fetch,
    clock,
    random: () => 1,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    ...more,
  })
  return { frames, states, handle }
}

async function until(what: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn++) {
    if (what()) return
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  throw new Error(`never came true: ${what}`)
}

const operation = (id: string) => `event: operation\ndata: {"id":"${id}"}\n\n`

test('delivers typed frames and asks for what it was told to', async () => {
  const server = scripted()
  const { frames, states, handle } = opened(server, manualClock(), { topics: ['event.>', 'operation.>'], token: 'T', lastEventId: '3.1' })
  await until(() => server.connections.length === 1)
  expect(server.connections[0]?.url).toBe('http://decnet/api/v1/stream?topics=event.%3E%2Coperation.%3E')
  expect(server.connections[0]?.headers).toMatchObject({ authorization: 'Bearer T', 'last-event-id': '3.1' })
  server.connections[0]?.send('id: 4.1\nevent: event\ndata: {"seq":4}\n\nid: 4.1\nevent: later\ndata: {}\n\n')
  await until(() => frames.length === 1)
  expect(frames).toEqual([{ event: 'event', data: { seq: 4 }, id: '4.1' }])
  expect(states.map(({ state }) => state)).toEqual(['connecting', 'streaming'])
  handle.close()
  await handle.done
  expect(server.connections[0]?.signal.aborted).toBe(true)
})

test('comes back with the last id, an id said by a heartbeat included, and backs off between', async () => {
  const server = scripted()
  const clock = manualClock()
  const { states, handle } = opened(server, clock)
  await until(() => server.connections.length === 1)
  server.connections[0]?.send('id: 9.2\n: heartbeat\n\n')
  await until(() => handle.lastEventId() === '9.2')
  server.connections[0]?.end()
  await until(() => states.at(-1)?.state === 'reconnecting')
  expect(server.connections).toHaveLength(1)
  clock.advance(499)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(server.connections).toHaveLength(1)
  clock.advance(1)
  await until(() => server.connections.length === 2)
  expect(server.connections[1]?.headers['last-event-id']).toBe('9.2')
  handle.close()
  await handle.done
})

test('a silent connection is cut after forty seconds', async () => {
  const server = scripted()
  const clock = manualClock()
  const { states, handle } = opened(server, clock)
  await until(() => server.connections.length === 1)
  server.connections[0]?.send(': hello\n\n')
  await until(() => states.at(-1)?.state === 'streaming')
  clock.advance(39_999)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(server.connections[0]?.signal.aborted).toBe(false)
  clock.advance(1)
  await until(() => server.connections[0]?.signal.aborted === true)
  await until(() => states.at(-1)?.state === 'reconnecting')
  handle.close()
  await handle.done
})

test('after a reset it tells the reader and starts at the present', async () => {
  const server = scripted()
  const clock = manualClock()
  const { frames, states, handle } = opened(server, clock, { lastEventId: '5.5' })
  await until(() => server.connections.length === 1)
  server.connections[0]?.send('event: reset\ndata: {"reason":"too slow"}\n\n')
  server.connections[0]?.end()
  await until(() => states.at(-1)?.state === 'reconnecting')
  expect(frames).toEqual([{ event: 'reset', data: { reason: 'too slow' }, id: '5.5' }])
  clock.advance(60_000)
  await until(() => server.connections.length === 2)
  expect(server.connections[1]?.headers['last-event-id']).toBeUndefined()
  handle.close()
  await handle.done
})

test('a refusal that another try cannot mend closes it, with the problem', async () => {
  const server = scripted(() => Response.json({ code: 'auth.required', detail: 'Sign in' }, { status: 401 }))
  const { states, handle } = opened(server, manualClock())
  await handle.done
  expect(states.map(({ state }) => state)).toEqual(['connecting', 'closed'])
  expect(states.at(-1)?.problem).toMatchObject({ code: 'auth.required', status: 401 })
  expect(server.connections).toHaveLength(1)
})

test('a busy server is asked again, ever more slowly', async () => {
  const server = scripted((n) => (n < 3 ? Response.json({ code: 'store.busy', detail: 'Starting' }, { status: 503 }) : null))
  const clock = manualClock()
  const { states, handle, frames } = opened(server, clock)
  for (const delay of [500, 1000, 2000]) {
    const before = server.connections.length
    await until(() => states.at(-1)?.attempt === before && states.at(-1)?.state === 'reconnecting' && before > 0)
    clock.advance(delay - 1)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(server.connections).toHaveLength(before)
    clock.advance(1)
    await until(() => server.connections.length === before + 1)
  }
  server.connections.at(-1)?.send(operation('a'))
  await until(() => frames.length === 1)
  expect(states.at(-1)).toEqual({ state: 'streaming', attempt: 0 })
  handle.close()
  await handle.done
})
