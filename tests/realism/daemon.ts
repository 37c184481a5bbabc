// Starts real daemons on loopback addresses of the test's own, and our services beside them.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Something that listens, and how to end it. */
export interface Side {
  readonly address: string
  readonly port: number
  stop(): Promise<void>
}

let given = 0

/** A loopback address that no other test process uses at the same time. */
export function ownLoopback(): string {
  given++
  return `127.${64 + (process.pid % 64)}.${(process.pid >> 6) & 0xff}.${10 + given}`
}

export interface DaemonInput {
  readonly binary: string
  readonly address: string
  readonly port: number
  /** Arguments; `dir` is the daemon's private directory. */
  readonly args: (dir: string) => readonly string[]
  /** Files to write into `dir` first, by relative path. */
  readonly files?: (dir: string) => Readonly<Record<string, string | Uint8Array>>
  /** Directories to make inside `dir`. */
  readonly folders?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a daemon in the foreground in a private directory and waits until it accepts connections. */
export async function startDaemon(input: DaemonInput): Promise<Side & { readonly dir: string; readonly pid: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'oracle-'))
  for (const folder of input.folders ?? []) mkdirSync(join(dir, folder), { recursive: true })
  for (const [name, content] of Object.entries(input.files?.(dir) ?? {})) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), content)
  }
  const child = spawn(input.binary, input.args(dir), {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...input.env },
  })
  let log = ''
  const keep = (bytes: Buffer) => {
    log = (log + bytes.toString()).slice(-4000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM')
    const killer = setTimeout(() => child.kill('SIGKILL'), 3000)
    await gone
    clearTimeout(killer)
    rmSync(dir, { recursive: true, force: true })
  }
  const deadline = performance.now() + 10_000
  while (!(await accepts(input.address, input.port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop()
      throw new Error(`${input.binary} does not listen on ${input.address}:${input.port}: ${log}`)
    }
  }
  return { address: input.address, port: input.port, stop, dir, pid: child.pid ?? 0 }
}

async function accepts(address: string, port: number): Promise<boolean> {
  const open = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: address, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
  if (!open) await new Promise((resolve) => setTimeout(resolve, 30))
  return open
}
