// npm run bench -- latency [seconds]: from a client's first byte to the event's frame at an SSE client, at 200 events/s.
import { once } from 'node:events'
import { connect } from 'node:net'
import { Platform } from '../tests/path/platform.ts'
import { percentile } from './figures.ts'

const seconds = Number(process.argv[2] ?? 20)
const RATE = 200
const platform = new Platform()
const sent = new Map<string, number>()
const waits: number[] = []

/** Reads the stream and notes when each mark's command arrives. */
async function listen(signal: AbortSignal, token: string): Promise<void> {
  const response = await fetch(`${platform.url}/api/v1/stream?topics=event.>`, { headers: { authorization: `Bearer ${token}` }, signal })
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString()
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const mark = /"command":"SET (lat-\d+) 1"/.exec(text.slice(0, end))?.[1]
      const start = mark ? sent.get(mark) : undefined
      if (start !== undefined) waits.push(performance.now() - start)
      text = text.slice(end + 2)
    }
  }
}

async function main(): Promise<void> {
  await platform.start()
  const target = await platform.find('redis')
  const login = await fetch(`${platform.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: platform.password }),
  })
  const { token } = (await login.json()) as { token: string }
  const abort = new AbortController()
  const listening = listen(abort.signal, token).catch(() => {
    // Aborted at the end.
  })
  const sockets = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const socket = connect({ ...target, localAddress: `127.77.3.${index + 1}` })
      await once(socket, 'connect')
      socket.on('data', () => {})
      return socket
    }),
  )
  const total = RATE * seconds
  const started = performance.now()
  for (let number = 0; number < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * RATE))
    for (; number < due; number++) {
      sent.set(`lat-${number}`, performance.now())
      sockets[number % sockets.length]?.write(`SET lat-${number} 1\r\n`)
    }
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const until = performance.now() + 10_000
  while (waits.length < total && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
  for (const socket of sockets) socket.destroy()
  abort.abort()
  await listening
  console.log(
    JSON.stringify({
      bench: 'latency',
      rate_per_s: RATE,
      sent: total,
      arrived: waits.length,
      p50_ms: percentile(waits, 50),
      p99_ms: percentile(waits, 99),
      max_ms: percentile(waits, 100),
    }),
  )
}

await main().finally(() => platform.stop())
