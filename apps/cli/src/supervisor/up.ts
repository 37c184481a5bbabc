// The supervisor: no port, no database. Starts the roles, starts again what ends, and stops them so that nothing is lost.
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '@decnet/kernel'
import pc from 'picocolors'
import { type CommandLine, confined } from './confine.ts'
import { makeHearing } from './hearing.ts'
import { appMain, nodeArguments, sensorBundle } from './programs.ts'
import { Role } from './role.ts'
import { clearState, readState, writeState } from './state.ts'

/** What the supervisor hands on to its roles. */
export interface PlatformOptions {
  readonly data: string
  readonly listen: string
  readonly fleet?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly behindProxy?: string
}

/** Runs until a signal asks it to stop; gives the exit code. */
export async function runPlatform(options: PlatformOptions): Promise<number> {
  mkdirSync(join(options.data, 'logs'), { recursive: true, mode: 0o700 })
  const running = readState(options.data)
  if (running) throw new Problem('conflict', `A platform already runs on ${options.data} (pid ${running.pid})`)
  writeState(options.data, { pid: process.pid })
  const failure = Promise.withResolvers<number>()
  const roles = makeRoles(options, failure.resolve)
  for (const role of roles) role.start()
  const code = await Promise.race([stopSignal(), failure.promise])
  console.error(pc.dim('stopping ...'))
  for (const role of roles) role.retire()
  // The agent first: sessions that it ends are still collected by the server.
  for (const role of [...roles].reverse()) await role.stop(15_000)
  clearState(options.data)
  return code
}

function makeRoles(options: PlatformOptions, fail: (code: number) => void): Role[] {
  const hear = makeHearing({ print: (text) => console.log(text), warn: (text) => console.error(text), fail })
  // The agent gives sensors their user and their ports below 1024; nobody else needs what root has.
  const commandOf = (main: string, args: readonly string[]): CommandLine => ({
    program: process.execPath,
    args: [...nodeArguments, appMain(main), '--data', options.data, ...args],
  })
  const role = (name: string, main: string, args: readonly string[]) =>
    new Role({
      name,
      command: name === 'agent' ? commandOf(main, args) : confined(commandOf(main, args), options.data),
      logFile: join(options.data, 'logs', `${name}.log`),
      onSay: (message) => hear(name, message),
      onEnd: (detail) =>
        console.error(pc.yellow(`${name} ${detail}; starting it again (log: ${join(options.data, 'logs', `${name}.log`)})`)),
    })
  return [
    role('analysis', 'server/src/analysis.ts', []),
    role('server', 'server/src/main.ts', serverArguments(options)),
    role('agent', 'agent/src/main.ts', ['--sensor-bundle', sensorBundle]),
  ]
}

function serverArguments(options: PlatformOptions): string[] {
  const args = ['--listen', options.listen]
  // One id for as long as this supervisor lives: a server that it starts again does not apply the file again.
  if (options.fleet) args.push('--fleet', options.fleet, '--start', randomUUID())
  if (options.tlsCert) args.push('--tls-cert', options.tlsCert)
  if (options.tlsKey) args.push('--tls-key', options.tlsKey)
  if (options.behindProxy) args.push('--behind-proxy', options.behindProxy)
  return args
}

function stopSignal(): Promise<number> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve(0))
    process.on('SIGTERM', () => resolve(0))
    process.on('SIGHUP', () => resolve(0))
  })
}
