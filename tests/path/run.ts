// Runs a real client and gives what it said.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** True when the program is installed. */
export function installed(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((directory) => existsSync(`${directory}/${program}`))
}

/** Runs `program` to its end, at most `limitMs`; both outputs together. */
export async function run(program: string, args: readonly string[], options: { input?: string; limitMs?: number } = {}): Promise<string> {
  const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), options.limitMs ?? 60_000)
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    output += String(chunk)
  })
  child.stdin.end(options.input ?? '')
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve())
  })
  clearTimeout(timer)
  return output
}
