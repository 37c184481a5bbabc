// The embedded runtime with the real sensor bundle: the same suite, where a decky's revision is seen by the port that it opens.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DeckySpec, systemClock } from '@decnet/kernel'
import { describe, expect, test } from 'vitest'
import { Follower, type RuntimeUnderTest, runtimeConformance } from '../conformance.ts'
import { Placement } from './placement.ts'
import { endProcess, isOurs } from './processes.ts'
import { openEmbeddedRuntime } from './runtime.ts'

const bundle = fileURLToPath(new URL('../../../../dist/sensor.mjs', import.meta.url))
const quiet = { info: () => undefined, warn: () => undefined }
const FIRST_PORT = 23_400
const REVISIONS = 9

function specOf(number: number, revision = 1): DeckySpec {
  const listens = [{ transport: 'tcp' as const, port: 6379, bind_port: FIRST_PORT + revision }]
  return {
    decky_id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    name: `d-${number}`,
    topology_id: null,
    revision,
    os: 'debian-12',
    hostname: 'h',
    address: `127.79.3.${number}`,
    seed: Buffer.alloc(32, number).toString('base64'),
    installed: 1_700_000_000_000,
    services: [{ name: 'redis', options: {}, listens }],
    tarpit: null,
    runtime: 'embedded',
  }
}

function isOpen(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

async function place(): Promise<RuntimeUnderTest> {
  const sensors = await mkdtemp(join(tmpdir(), 'decnet-runtime-'))
  const mark = (n: number) => ({ bundle, directory: join(sensors, String(n)) })
  return {
    open: () => openEmbeddedRuntime({ directory: sensors, bundle, clock: systemClock, log: quiet }),
    spec: specOf,
    runs: async (spec) => {
      for (let revision = 1; revision <= REVISIONS; revision++) if (await isOpen(spec.address, FIRST_PORT + revision)) return revision
      return null
    },
    crash: async (spec) => {
      const placement = await Placement.load(sensors)
      const n = placement.sensorOf(spec.decky_id) ?? 0
      const pid = placement.sensors.get(n)?.pid ?? 0
      if (!(await isOurs(pid, mark(n)))) throw new Error(`sensor ${n} does not run as ${pid}`)
      process.kill(pid, 'SIGKILL')
      while (await isOurs(pid, mark(n))) await systemClock.sleep(5)
    },
    clear: async () => {
      for (const [n, { pid }] of (await Placement.load(sensors)).sensors) {
        if (pid !== null) await endProcess(pid, mark(n), { clock: systemClock, ordered: false, grace: 4_000 })
      }
      await rm(sensors, { recursive: true, force: true })
    },
  }
}

describe.skipIf(!existsSync(bundle))('with the sensor bundle (built by npm test)', () => {
  runtimeConformance(place)

  test('a decky answers as its service', async () => {
    const under = await place()
    try {
      const runtime = await under.open()
      const spec = specOf(20)
      await runtime.apply(spec)
      await new Follower(runtime).waitFor(spec.decky_id, { state: 'running' })
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect({ host: spec.address, port: FIRST_PORT + 1 })
        socket.once('error', reject)
        socket.once('data', (bytes) => {
          socket.destroy()
          resolve(String(bytes))
        })
        socket.write('PING\r\n')
      })
      expect(answer).toBe('+PONG\r\n')
      await runtime.stopAll()
    } finally {
      await under.clear()
    }
  })
})
