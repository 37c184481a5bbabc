// The agent's socket: private, one agent at a time, bounded, and open again after a server that died.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentMessage, AgentOrder } from '@decnet/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AgentSocket, openAgentSocket } from './agent-socket.ts'
import { sampleId } from './sample.ts'

let directory = ''
let port: AgentSocket | null = null
const warnings: string[] = []
const log = { info: () => undefined, warn: (_: object, message: string) => void warnings.push(message) }

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decnet-socket-'))
  warnings.length = 0
})
afterEach(async () => {
  await port?.close()
  port = null
  await rm(directory, { recursive: true })
})

async function open(): Promise<AgentSocket> {
  port = await openAgentSocket({ path: join(directory, 'run', 'agent.sock'), log })
  return port
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}

function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined)
    socket.once('close', () => resolve())
    socket.resume()
  })
}

async function take(socket: AgentSocket, count: number): Promise<AgentMessage[]> {
  const taken: AgentMessage[] = []
  for await (const message of socket.messages) if (taken.push(message) === count) break
  return taken
}

const hello: AgentMessage = { say: 'hello', host: 'h', runtimes: ['embedded'], pid: 1 }
const report = (n: number): AgentMessage => ({
  say: 'report',
  report: { decky_id: sampleId(n), revision: n, state: 'running', detail: '' },
})
const line = (message: object) => `${JSON.stringify(message)}\n`

test('messages come in order, nonsense is skipped and said, orders go out', async () => {
  const socket = await open()
  expect((await stat(socket.path)).mode & 0o777).toBe(0o600)
  expect(socket.connected).toBe(false)
  socket.send({ order: 'remove', decky_id: sampleId(1) })
  const agent = await dial(socket.path)
  agent.write(`${line(hello)}nonsense\n${line({ say: 'shout' })}${line(report(1))}${'x'.repeat(70_000)}\n${line(report(2))}`)
  expect(await take(socket, 3)).toEqual([hello, report(1), report(2)])
  expect(warnings).toHaveLength(3)
  expect(socket.connected).toBe(true)
  const heard = new Promise<string>((resolve) => agent.once('data', (bytes) => resolve(String(bytes))))
  const order: AgentOrder = { order: 'remove', decky_id: sampleId(5) }
  socket.send(order)
  expect(await heard).toBe(line(order))
  agent.destroy()
})

test('a flood of messages is held back, not lost', async () => {
  const socket = await open()
  const agent = await dial(socket.path)
  const many = 20_000
  for (let n = 0; n < many; n++) agent.write(line(report(n)))
  const taken = await take(socket, many)
  expect(taken.every((message, n) => message.say === 'report' && message.report.revision === n)).toBe(true)
  agent.destroy()
})

test('a second agent is turned away; after the first has left, one may come', async () => {
  const socket = await open()
  const first = await dial(socket.path)
  first.write(line(hello))
  await take(socket, 1)
  const second = await dial(socket.path)
  await ended(second)
  expect(socket.connected).toBe(true)
  const gone = ended(first)
  first.destroy()
  await gone
  const deadline = Date.now() + 10_000
  while (socket.connected && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve))
  const third = await dial(socket.path)
  third.write(line(report(3)))
  const fourth = await dial(socket.path)
  await ended(fourth)
  expect(socket.connected).toBe(true)
  third.destroy()
})

test('an agent that does not read is cut off', async () => {
  const socket = await open()
  const agent = await dial(socket.path)
  agent.pause()
  agent.write(line(hello))
  await take(socket, 1)
  const order: AgentOrder = { order: 'remove', decky_id: sampleId(1) }
  for (let n = 0; n < 600_000 && warnings.length === 0; n++) socket.send(order)
  expect(warnings).toEqual(['the agent does not take its orders; it is cut off'])
  await ended(agent)
})

test('the socket of a dead server is taken over, that of a living one is not', async () => {
  const socket = await open()
  await expect(openAgentSocket({ path: socket.path, log })).rejects.toMatchObject({ code: 'conflict' })
  await socket.close()
  port = null
  await writeFile(socket.path, '')
  await open()
})

test('a path that is too long is put elsewhere', async () => {
  const deep = join(directory, 'y'.repeat(110))
  const socket = await openAgentSocket({ path: join(deep, 'agent.sock'), log })
  expect(socket.path.length).toBeLessThan(100)
  const agent = await dial(socket.path)
  agent.destroy()
  await socket.close()
  await rm(join(socket.path, '..'), { recursive: true })
})

test('what listens on the path and is not ours to judge is left alone', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(join(directory, 'agent.sock'), resolve))
  await expect(openAgentSocket({ path: join(directory, 'agent.sock'), log })).rejects.toMatchObject({ code: 'conflict' })
  await new Promise<void>((resolve) => other.close(() => resolve()))
})
