// The whole platform as a person starts it: `decnet up` on a data directory of its own, found again by its processes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, makeClient, resources } from '@decnet/contract'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PASSWORD = 'correct horse battery staple'

/** The processes of a platform. */
export const roles = ['supervisor', 'server', 'analysis', 'agent', 'sensor'] as const
export type RoleName = (typeof roles)[number]

const PROGRAM: Readonly<Record<RoleName, string>> = {
  supervisor: 'apps/cli/src/main.ts',
  server: 'apps/server/src/main.ts',
  analysis: 'apps/server/src/analysis.ts',
  agent: 'apps/agent/src/main.ts',
  sensor: 'dist/sensor.mjs',
}

/** Waits until `look` gives something, for ten seconds; the error says what was seen last. */
export async function eventually<Seen>(
  what: string,
  look: () => Promise<Seen | null | undefined | false>,
  limitMs = 10_000,
): Promise<Seen> {
  const until = Date.now() + limitMs
  let last: unknown
  for (;;) {
    try {
      const seen = await look()
      if (seen) return seen
      last = seen
    } catch (error) {
      last = error
    }
    if (Date.now() > until)
      throw new Error(`${what}: not within ${limitMs} ms; last seen: ${last instanceof Error ? last.message : JSON.stringify(last)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A running platform under test. */
export class Platform {
  readonly data = mkdtempSync(join(tmpdir(), 'decnet-path-'))
  readonly #args: readonly string[]
  #supervisor: ChildProcess | undefined
  #port = 0
  output = ''
  client: Client = makeClient({ baseUrl: 'http://127.0.0.1:1', fetch })

  constructor(args: readonly string[] = []) {
    this.#args = args
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get password(): string {
    return PASSWORD
  }

  /** Starts the supervisor and waits until the API answers to a sign-in and every decky runs. */
  async start(): Promise<void> {
    this.output = ''
    const listen = `127.0.0.1:${this.#port}`
    this.#supervisor = spawn(
      process.execPath,
      ['--conditions=source', join(root, PROGRAM.supervisor), 'up', '--data', this.data, '--listen', listen, ...this.#args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, DECNET_ADMIN_PASSWORD: PASSWORD },
      },
    )
    const hear = (chunk: Buffer) => {
      this.output += chunk.toString()
    }
    this.#supervisor.stdout?.on('data', hear)
    this.#supervisor.stderr?.on('data', hear)
    const port = await eventually(
      'the supervisor says where the dashboard is',
      async () => /dashboard\s+http:\/\/127\.0\.0\.1:(\d+)/.exec(this.output)?.[1],
      40_000,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.output}\n${this.logs()}`)
    })
    this.#port = Number(port)
    await this.signIn()
    await this.running()
  }

  async signIn(): Promise<void> {
    const anonymous = makeClient({ baseUrl: this.url, fetch })
    const { token } = await eventually('a sign-in', () =>
      anonymous.call(resources.auth.login, { body: { username: 'admin', password: PASSWORD } }),
    )
    this.client = makeClient({ baseUrl: this.url, token, fetch })
  }

  /** The deckies, once all of them run. */
  async running() {
    return eventually(
      'all deckies run',
      async () => {
        const { items } = await this.client.call(resources.deckies.list)
        return items.length > 0 && items.every((decky) => decky.state === 'running') ? items : null
      },
      20_000,
    )
  }

  /** The address and port of the first decky that speaks `service`. */
  async find(service: string): Promise<{ name: string; host: string; port: number }> {
    for (const decky of await this.running()) {
      const port = decky.services.find((one) => one.name === service)?.port
      if (port) return { name: decky.name, host: decky.address, port }
    }
    throw new Error(`no decky speaks ${service}`)
  }

  /** Process ids of a role: those whose command line names both its program and this data directory. */
  pids(role: RoleName): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        const words = commandLine(pid)
        return (
          (words.find((word, index) => index > 0 && !word.startsWith('--')) ?? '').endsWith(PROGRAM[role]) &&
          words.some((word) => word.startsWith(this.data)) &&
          (role !== 'supervisor' || words.includes('up'))
        )
      })
  }

  /** `kill -9`; gives how many processes it hit. */
  kill(role: RoleName): number {
    const pids = this.pids(role)
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    return pids.length
  }

  logs(): string {
    try {
      return readdirSync(join(this.data, 'logs'))
        .map((name) => `--- ${name}\n${readFileSync(join(this.data, 'logs', name), 'utf8').slice(-3000)}`)
        .join('\n')
    } catch {
      return 'no logs'
    }
  }

  /** Stops it as Ctrl-C does, and ends whatever a killed supervisor left behind. */
  async stop(): Promise<void> {
    if (this.#supervisor && this.#supervisor.exitCode === null && this.#supervisor.signalCode === null) {
      this.#supervisor.kill('SIGTERM')
      await once(this.#supervisor, 'exit')
    }
    for (const role of roles) this.kill(role)
    rmSync(this.data, { recursive: true, force: true })
  }
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    // It ended meanwhile.
    return []
  }
}
