// The agent between a server and a runtime: greets, obeys, reports, and finds its way back.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AgentMessage,
  agentMessage,
  type DeckySpec,
  jsonLineReader,
  type Runtime,
  type RuntimeReport,
  systemClock,
} from '@decnet/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Agent } from './agent.ts'

const quiet = { info: () => undefined, warn: () => undefined }
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

function specOf(n: number, runtime: DeckySpec['runtime'] = 'embedded'): DeckySpec {
  return {
    decky_id: id(n),
    name: `d-${n}`,
    topology_id: null,
    revision: 4,
    os: 'debian-12',
    hostname: 'h',
    address: '127.77.1.1',
    seed: '',
    installed: 1,
    services: [],
    tarpit: null,
    runtime,
  }
}

/** A runtime that does at once what it is told. */
function bookRuntime(): Runtime & { readonly calls: string[]; say(report: RuntimeReport): void } {
  const calls: string[] = []
  const waiting: RuntimeReport[] = []
  let wake = () => {}
  const say = (report: RuntimeReport) => {
    waiting.push(report)
    wake()
  }
  return {
    name: 'embedded',
    calls,
    say,
    async apply({ decky_id, revision, name }) {
      calls.push(`apply ${name}`)
      if (name === 'd-9') throw new Error('no room')
      say({ decky_id, revision, state: 'running', detail: '' })
    },
    async remove(decky_id) {
      calls.push(`remove ${decky_id}`)
      say({ decky_id, revision: 0, state: 'gone', detail: '' })
    },
    async *report() {
      while (true) {
        const next = waiting.shift()
        if (next) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    close: () => Promise.resolve(),
    stopAll: () => Promise.resolve(),
  }
}

let directory = ''
let server: Server
let peer: Socket | null = null
let heard: AgentMessage[] = []
let wake = () => {}
const stop = { now: new AbortController() }

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decnet-agent-'))
  heard = []
  stop.now = new AbortController()
  await listen()
})
afterEach(async () => {
  stop.now.abort()
  await unlisten()
  await rm(directory, { recursive: true })
})

async function listen(): Promise<void> {
  server = createServer((socket) => {
    peer = socket
    const reader = jsonLineReader(agentMessage, 65536)
    socket.on('data', (bytes) => {
      for (const line of reader.feed(bytes)) if (line.ok) heard.push(line.value)
      wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(join(directory, 'agent.sock'), resolve))
}

async function unlisten(): Promise<void> {
  peer?.destroy()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}

async function until(done: (messages: AgentMessage[]) => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!done(heard)) {
    if (Date.now() > deadline) throw new Error(`heard ${JSON.stringify(heard)}`)
    await Promise.race([new Promise<void>((resolve) => (wake = resolve)), systemClock.sleep(500)])
  }
}

const says = (n: number, state: string) => (messages: AgentMessage[]) =>
  messages.some((message) => message.say === 'report' && message.report.decky_id === id(n) && message.report.state === state)

function start(runtime: Runtime): void {
  void new Agent({ runtimes: [runtime], socket: join(directory, 'agent.sock'), clock: systemClock, log: quiet }).run(stop.now.signal)
}

test('hello comes first; orders reach the runtime and its reports the server', async () => {
  const runtime = bookRuntime()
  start(runtime)
  await until((messages) => messages.length > 0)
  expect(heard[0]).toMatchObject({ say: 'hello', runtimes: ['embedded'], pid: process.pid })
  peer?.write(
    `${JSON.stringify({ order: 'apply', decky: specOf(1) })}\nnonsense\n${JSON.stringify({ order: 'remove', decky_id: id(2) })}\n`,
  )
  await until((messages) => says(1, 'running')(messages) && says(2, 'gone')(messages))
  expect(runtime.calls).toEqual(['apply d-1', `remove ${id(2)}`])
})

test('what cannot be carried out is reported failed', async () => {
  start(bookRuntime())
  await until((messages) => messages.length > 0)
  peer?.write(
    `${JSON.stringify({ order: 'apply', decky: specOf(9) })}\n${JSON.stringify({ order: 'apply', decky: specOf(3, 'docker') })}\n`,
  )
  await until((messages) => says(9, 'failed')(messages) && says(3, 'failed')(messages))
  const details = heard.flatMap((message) => (message.say === 'report' ? [message.report.detail] : []))
  expect(details.sort()).toEqual(['no room', 'this agent has no docker runtime'])
})

test('after the server was away, it hears hello and everything that is known, but not what has gone', async () => {
  const runtime = bookRuntime()
  start(runtime)
  await until((messages) => messages.length > 0)
  runtime.say({ decky_id: id(1), revision: 1, state: 'running', detail: '' })
  runtime.say({ decky_id: id(2), revision: 1, state: 'running', detail: '' })
  await until(says(2, 'running'))
  await unlisten()
  heard = []
  runtime.say({ decky_id: id(2), revision: 1, state: 'gone', detail: '' })
  runtime.say({ decky_id: id(3), revision: 1, state: 'starting', detail: '' })
  await listen()
  await until(says(3, 'starting'))
  expect(heard[0]?.say).toBe('hello')
  expect(says(1, 'running')(heard)).toBe(true)
  expect(heard.some((message) => message.say === 'report' && message.report.decky_id === id(2))).toBe(false)
})
