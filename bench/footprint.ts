// npm run bench -- footprint [deckies] [sessions]: what each process weighs idle, after many sessions, and with a large fleet.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Platform, roles } from '../tests/path/platform.ts'
import { memoryOf } from './figures.ts'

const deckies = Number(process.argv[2] ?? 1000)
const sessions = Number(process.argv[3] ?? 100_000)

function weigh(platform: Platform, when: string): void {
  for (const role of roles) {
    const all = platform.pids(role).map(memoryOf)
    const sum = (key: 'rss_mb' | 'pss_mb') => Math.round(all.reduce((total, one) => total + one[key], 0) * 10) / 10
    console.log(JSON.stringify({ bench: 'footprint', when, role, processes: all.length, rss_mb: sum('rss_mb'), pss_mb: sum('pss_mb') }))
  }
}

async function oneSession(target: { host: string; port: number }, number: number): Promise<void> {
  const socket = connect({ ...target, localAddress: `127.77.${10 + (number % 50)}.${1 + (number % 250)}` })
  socket.on('error', () => {})
  socket.write('PING\r\n')
  socket.once('data', () => socket.end())
  await once(socket, 'close')
}

async function manySessions(): Promise<void> {
  const platform = new Platform()
  try {
    await platform.start()
    weigh(platform, 'idle, 3 deckies')
    const target = await platform.find('redis')
    const started = Date.now()
    let next = 0
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        while (next < sessions) await oneSession(target, next++)
      }),
    )
    console.log(JSON.stringify({ bench: 'footprint', sessions, seconds: (Date.now() - started) / 1000 }))
    weigh(platform, `after ${sessions} sessions`)
  } finally {
    await platform.stop()
  }
}

async function largeFleet(): Promise<void> {
  const file = join(tmpdir(), `decnet-fleet-${process.pid}.yaml`)
  writeFileSync(
    file,
    `name: large\nruntime: embedded\ndeckies:\n  - name: host\n    os: debian-12\n    count: ${deckies}\n    services: { redis: {}, http: {} }\n`,
  )
  const platform = new Platform(['--fleet', file])
  const started = Date.now()
  try {
    await platform.start()
    console.log(JSON.stringify({ bench: 'footprint', deckies, all_running_after_s: (Date.now() - started) / 1000 }))
    weigh(platform, `${deckies} deckies x 2 services`)
  } finally {
    await platform.stop()
  }
}

await manySessions()
await largeFleet()
