// One supervised child: started, started again when it ends, stopped when asked. It ends by itself when our end of its input closes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { systemClock } from '@decnet/kernel'
import type { CommandLine } from './confine.ts'
import { LogFile } from './log-file.ts'
import { compileCache } from './programs.ts'

/** How a role is run. */
export interface RoleOptions {
  readonly name: string
  readonly command: CommandLine
  readonly logFile: string
  /** Each JSON line that the child says. */
  onSay(message: unknown): void
  /** The child ended without being asked to. */
  onEnd(detail: string): void
}

const FIRST_WAIT_MS = 200
const LONGEST_WAIT_MS = 5000
/** A child that lived this long had a good start: the next wait is short again. */
const GOOD_LIFE_MS = 20_000
/** How long the last words of an ended child are waited for: another process may hold its standard error open. */
const LAST_WORDS_MS = 1000

/** A role that is kept running until `stop`. */
export class Role {
  readonly #options: RoleOptions
  readonly #log: LogFile
  #child: ChildProcess | undefined
  #stopping = false
  #ended: Promise<void> = Promise.resolve()

  constructor(options: RoleOptions) {
    this.#options = options
    const onTrouble = (detail: string) => console.error(`${options.name}: its log cannot be written: ${detail}`)
    this.#log = new LogFile({ path: options.logFile, onTrouble })
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): void {
    this.#ended = this.#keepRunning()
  }

  async #keepRunning(): Promise<void> {
    let wait = FIRST_WAIT_MS
    while (!this.#stopping) {
      const started = Date.now()
      const detail = await this.#runOnce().catch((error: unknown) => `could not be started: ${String(error)}`)
      if (this.#stopping) return
      this.#options.onEnd(detail)
      wait = Date.now() - started > GOOD_LIFE_MS ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS)
      await systemClock.sleep(wait)
    }
  }

  async #runOnce(): Promise<string> {
    const child: ChildProcess = spawn(this.#options.command.program, [...this.#options.command.args], {
      // Not the file itself: a child that holds it would go on writing to a log that was set aside.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
    })
    // Before all else: where no file descriptors are left there are no streams, and the error is said all the same.
    const end = once(child, 'exit').catch((error: unknown) => [String(error), null])
    this.#child = child
    child.stdin?.on('error', () => {
      // The child is gone; its exit says so.
    })
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.#hear(line))
    child.stderr?.on('data', (chunk: Buffer) => this.#log.append(chunk))
    const said = child.stderr ? finished(child.stderr).catch(() => undefined) : Promise.resolve()
    const [code, signal] = await end
    this.#child = undefined
    await within(LAST_WORDS_MS, said)
    this.#log.close()
    return signal ? `was killed by ${signal}` : `ended with ${code}`
  }

  #hear(line: string): void {
    try {
      this.#options.onSay(JSON.parse(line))
    } catch {
      // Not one of ours: a library's stray print is no message.
      console.error(`${this.#options.name}: ${line}`)
    }
  }

  /** From now on an end is wanted: a signal to the whole group may reach the child before we ask it. */
  retire(): void {
    this.#stopping = true
  }

  /** Asks the child to end; after `patienceMs` it is killed. */
  async stop(patienceMs: number): Promise<void> {
    this.retire()
    const child = this.#child
    if (!child) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    await this.#ended
    clearTimeout(timer)
  }
}

async function within(ms: number, done: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  await Promise.race([done, systemClock.sleep(ms, over.signal)])
  over.abort()
}
