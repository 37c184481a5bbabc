// The agent as a process: its ready line, and its two ways to end, with a stub for a sensor.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@decnet/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** Listens on its control socket, configures whatever it is told, and stops when told. */
const sensor = `
import { createServer } from 'node:net'
import { writeFileSync } from 'node:fs'
const flag = (name) => process.argv[process.argv.indexOf(name) + 1]
writeFileSync(flag('--dir') + '/pid', String(process.pid))
createServer((socket) => {
  socket.on('error', () => {})
  socket.write(JSON.stringify({ hello: { pid: process.pid, incarnation: Date.now() + '-' + process.pid } }) + '\\n')
  socket.on('data', (text) => {
    for (const line of String(text).trim().split('\\n')) {
      const order = JSON.parse(line)
      if (order.order === 'stop') process.exit(0)
      if (order.order === 'spec') socket.write(JSON.stringify({ configured: order.decky.revision, decky_id: order.decky.decky_id }) + '\\n')
    }
  })
}).listen(flag('--control'))
`
const main = fileURLToPath(new URL('main.ts', import.meta.url))
const decky = {
  decky_id: '00000000-0000-4000-8000-000000000001',
  name: 'd-1',
  topology_id: null,
  revision: 1,
  os: 'debian-12',
  hostname: 'h',
  address: '127.77.2.1',
  seed: '',
  installed: 1,
  services: [],
  tarpit: null,
  runtime: 'embedded',
}

let data = ''
let server: Server
let agent: ChildProcess | null = null
let said = ''
let printed = ''
let errors = ''

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'decnet-agent-'))
  await writeFile(join(data, 'sensor.mjs'), sensor)
  await mkdir(join(data, 'run'))
  said = ''
  server = createServer((socket: Socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (text) => {
      said += String(text)
    })
    socket.write(`${JSON.stringify({ order: 'apply', decky })}\n`)
  })
  await new Promise<void>((resolve) => server.listen(join(data, 'run', 'agent.sock'), resolve))
})
afterEach(async () => {
  agent?.kill('SIGKILL')
  const pid = await sensorPid()
  if (pid !== null && isAlive(pid)) process.kill(pid, 'SIGKILL')
  server.close()
  await rm(data, { recursive: true, force: true })
})

async function sensorPid(): Promise<number | null> {
  const text = await readFile(join(data, 'sensors', '1', 'pid'), 'utf8').catch(() => '')
  return text === '' ? null : Number(text)
}

/** A zombie, whose parent has not looked yet, has no command line and does not count. */
function isAlive(pid: number): boolean {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`${what} never came; said ${said}; printed ${printed}; errors ${errors}`)
    await systemClock.sleep(10)
  }
}

async function startAgent(): Promise<ChildProcess> {
  printed = ''
  errors = ''
  const child = spawn(process.execPath, ['--conditions=source', main, '--data', data, '--sensor-bundle', join(data, 'sensor.mjs')])
  child.stdout.on('data', (text) => {
    printed += String(text)
  })
  child.stderr.on('data', (text) => {
    errors += String(text)
  })
  agent = child
  await until('ready', () => printed.includes('\n'))
  await until('running', () => said.includes('"running"'))
  return child
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

test('SIGTERM ends the deckies too', async () => {
  const child = await startAgent()
  expect(JSON.parse(printed)).toMatchObject({ ready: { role: 'agent', runtimes: ['embedded'] } })
  const pid = (await sensorPid()) ?? 0
  const exit = ended(child)
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(isAlive(pid)).toBe(false)
}, 30_000)

test('a supervisor that vanished, and SIGINT, leave the deckies running; the next agent finds them', async () => {
  const child = await startAgent()
  const pid = (await sensorPid()) ?? 0
  child.kill('SIGINT')
  const exit = ended(child)
  child.stdin?.end()
  expect(await exit).toBe(0)
  expect(isAlive(pid)).toBe(true)
  said = ''
  const next = await startAgent()
  expect(await sensorPid()).toBe(pid)
  const done = ended(next)
  next.kill('SIGTERM')
  await done
  expect(isAlive(pid)).toBe(false)
}, 30_000)
