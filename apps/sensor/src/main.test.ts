// The sensor as a process: what it runs as, what it leaves behind, how it ends.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFrames, specOf } from '@decnet/sensor/testing'
import { afterEach, expect, test } from 'vitest'

const bundle = fileURLToPath(new URL('../../../dist/sensor.mjs', import.meta.url))
const root = process.getuid?.() === 0

interface Running {
  readonly child: ChildProcess
  readonly dir: string
  readonly control: Socket
  /** The next answer on the control socket. */
  answer(): Promise<Record<string, unknown>>
  say(order: object): void
}

const running: Running[] = []
afterEach(async () => {
  for (const { child, dir, control } of running.splice(0)) {
    control.destroy()
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(dir, { recursive: true, force: true })
  }
})

async function start(program = bundle): Promise<Running> {
  const dir = mkdtempSync(join(tmpdir(), 'decnet-app-sensor-'))
  const path = join(dir, 'control.sock')
  const child = spawn(process.execPath, [program, '--dir', dir, '--control', path], { stdio: ['ignore', 'ignore', 'inherit'] })
  const control = await dialControl(path)
  const answers: Record<string, unknown>[] = []
  let held = ''
  control.setEncoding('utf8')
  control.on('data', (text: string) => {
    const lines = (held + text).split('\n')
    held = lines.pop() ?? ''
    answers.push(...lines.map((line) => JSON.parse(line)))
    control.emit('answer')
  })
  const sensor: Running = {
    child,
    dir,
    control,
    async answer() {
      while (answers.length === 0) await once(control, 'answer', { signal: AbortSignal.timeout(10_000) })
      return answers.shift() ?? {}
    },
    say: (order) => control.write(`${JSON.stringify(order)}\n`),
  }
  running.push(sensor)
  return sensor
}

async function dialControl(path: string): Promise<Socket> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const socket = connect(path)
    try {
      await once(socket, 'connect')
      return socket
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

const status = (pid: number | undefined, name: string) =>
  new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]

function incarnationOf(dir: string): string {
  return join(dir, 'spool', readdirSync(join(dir, 'spool'))[0] ?? '')
}

test('answers hello, serves a decky, ignores SIGINT and SIGHUP, and SIGTERM ends it with its sessions closed', async () => {
  const sensor = await start()
  const { hello } = (await sensor.answer()) as { hello: { pid: number; incarnation: string } }
  expect(hello).toEqual({ pid: sensor.child.pid, incarnation: expect.stringMatching(new RegExp(`^\\d+-${sensor.child.pid}$`)) })
  const spec = specOf({ services: { redis: {} }, address: '127.77.6.1' })
  sensor.say({ order: 'spec', decky: spec })
  expect(await sensor.answer()).toEqual({ configured: 1, decky_id: spec.decky_id })
  expect(incarnationOf(sensor.dir)).toBe(join(sensor.dir, 'spool', hello.incarnation))
  const [configured] = readFrames(join(sensor.dir, 'spool'))
  if (configured?.frame !== 'event') throw new Error('nothing was told')
  const facts = configured.event.facts as { listens: { state: string; bound_port: number }[] }
  sensor.child.kill('SIGINT')
  sensor.child.kill('SIGHUP')
  const attacker = connect({ host: '127.77.6.1', port: facts.listens[0]?.bound_port ?? 0 })
  attacker.write('PING\r\n')
  const [pong] = await once(attacker, 'data', { signal: AbortSignal.timeout(10_000) })
  expect(String(pong)).toBe('+PONG\r\n')
  sensor.control.destroy()
  attacker.resume()
  sensor.child.kill('SIGTERM')
  const [code] = await once(sensor.child, 'exit', { signal: AbortSignal.timeout(10_000) })
  expect(code).toBe(0)
  const last = readFrames(join(sensor.dir, 'spool')).at(-1)
  expect(last).toMatchObject({
    frame: 'event',
    event: { kind: 'connection.closed', facts: { reason: 'shutdown', bytes_in: 6, bytes_out: 7 } },
  })
})

test('an order to stop is answered, and ends it', async () => {
  const sensor = await start()
  await sensor.answer()
  sensor.say({ order: 'stop' })
  expect(await sensor.answer()).toEqual({ stopping: true })
  const [code] = await once(sensor.child, 'exit', { signal: AbortSignal.timeout(10_000) })
  expect(code).toBe(0)
})

test.skipIf(!root)(
  'started as root (this test is only for root): runs as nobody, binds a low port, writes where root may delete',
  async () => {
    const sensor = await start()
    await sensor.answer()
    const { pid } = sensor.child
    expect(status(pid, 'Uid')).toBe('65534\t65534\t65534\t65534')
    expect(status(pid, 'Groups')).toBe('')
    for (const set of ['CapPrm', 'CapEff', 'CapBnd']) expect([set, status(pid, set)]).toEqual([set, '0000000000000400'])
    for (const set of ['CapInh', 'CapAmb']) expect([set, status(pid, set)]).toEqual([set, '0000000000000000'])
    expect(status(pid, 'NoNewPrivs')).toBe('1')
    const wanted = specOf({ services: { redis: {} }, address: '127.77.6.2' })
    const services = wanted.services.map((each) => ({ ...each, listens: [{ transport: 'tcp' as const, port: 79, bind_port: 79 }] }))
    sensor.say({ order: 'spec', decky: { ...wanted, services } })
    expect(await sensor.answer()).toMatchObject({ configured: 1 })
    const [configured] = readFrames(join(sensor.dir, 'spool'))
    expect(configured).toMatchObject({ event: { facts: { listens: [{ state: 'open', bound_port: 79 }] } } })
    const incarnation = incarnationOf(sensor.dir)
    for (const directory of [join(sensor.dir, 'spool'), incarnation]) {
      const { uid, gid, mode } = statSync(directory)
      expect([uid, gid, mode & 0o7777]).toEqual([65534, 0, 0o2770])
    }
    const segment = statSync(join(incarnation, '00000001.ndjson'))
    expect([segment.uid, segment.gid, segment.mode & 0o777]).toEqual([65534, 0, 0o660])
  },
)

test.skipIf(!root)(
  'without the library for system calls (this test is only for root): still gives up root, and all capabilities',
  async () => {
    const alone = mkdtempSync(join(tmpdir(), 'decnet-alone-'))
    copyFileSync(bundle, join(alone, 'sensor.mjs'))
    const sensor = await start(join(alone, 'sensor.mjs'))
    await sensor.answer()
    rmSync(alone, { recursive: true })
    const { pid } = sensor.child
    expect(status(pid, 'Uid')).toBe('65534\t65534\t65534\t65534')
    for (const set of ['CapPrm', 'CapEff', 'CapInh', 'CapAmb']) expect([set, status(pid, set)]).toEqual([set, '0000000000000000'])
    const spec = specOf({ services: { redis: {} }, address: '127.77.6.3' })
    sensor.say({ order: 'spec', decky: spec })
    expect(await sensor.answer()).toMatchObject({ configured: 1 })
  },
)

test('a wrong argument ends it at once, with a line that says why', () => {
  const run = () => execFileSync(process.execPath, [bundle, '--dir', tmpdir()], { stdio: 'pipe', encoding: 'utf8' })
  expect(run).toThrow(/usage: sensor --dir DIR --control PATH/)
  const wrongLimit = () =>
    execFileSync(process.execPath, [bundle, '--dir', tmpdir(), '--control', '/nowhere', '--limits', '{"idle":1}'], {
      stdio: 'pipe',
      encoding: 'utf8',
    })
  expect(wrongLimit).toThrow(/there is no limit idle/)
})

test('a stray exception and a stray rejection are logged and survived', () => {
  const script = `
    import { surviveStrays } from ${JSON.stringify(new URL('./strays.ts', import.meta.url).href)}
    surviveStrays((message, fields) => console.log(message, fields.error, fields.strays))
    setTimeout(() => { throw new Error('thrown') }, 0)
    setTimeout(() => { Promise.reject(new Error('rejected')) }, 1)
    setTimeout(() => console.log('alive'), 20)`
  const out = execFileSync(process.execPath, ['--conditions=source', '--input-type=module', '-'], { input: script, encoding: 'utf8' })
  expect(out.split('\n')).toEqual(['a failure was not caught thrown 1', 'a failure was not caught rejected 2', 'alive', ''])
})
