// Redis without sockets: transcripts, clients that share a server, waits, bounds.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { runTranscript, testDecky, transcriptsBeside } from '../testing.ts'
import { redis } from './service.ts'

describe('transcripts', () => {
  it.each(transcriptsBeside(import.meta.url))('%s', async (_name, transcript) => {
    await runTranscript(redis, transcript)
  })
})

const text = (bytes: Buffer) => bytes.toString('latin1')

describe('clients of one decky', () => {
  it('share keys, messages and waits', async () => {
    const decky = await testDecky(redis)
    const [first, second] = [decky.connect(), decky.connect()]
    expect(text(await first.send('SUBSCRIBE news\r\n'))).toBe('*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n')
    expect(text(await second.send('PUBLISH news hi\r\n'))).toBe(':1\r\n')
    expect(text(await first.settle())).toBe('*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n')
    const third = decky.connect()
    expect(text(await third.send('BLPOP q 0\r\n'))).toBe('')
    expect(text(await second.send('RPUSH q a\r\nLLEN q\r\n'))).toBe(':1\r\n:0\r\n')
    expect(text(await third.settle())).toBe('*2\r\n$1\r\nq\r\n$1\r\na\r\n')
  })

  it('see each other in MONITOR, secrets masked, and in CLIENT KILL', async () => {
    const decky = await testDecky(redis)
    const [watcher, actor] = [decky.connect(), decky.connect()]
    await watcher.send('MONITOR\r\n')
    await actor.send('SET k "a b"\r\n')
    expect(text(await watcher.settle())).toMatch(/^\+\d+\.\d{6} \[0 198\.51\.100\.7:\d+\] "SET" "k" "a b"\r\n$/)
    expect(text(await actor.send('CLIENT KILL TYPE normal\r\n'))).toBe(':1\r\n')
    await watcher.settle()
    expect(watcher.closed).toBe(true)
    expect(actor.closed).toBe(false)
  })

  it('come back after SHUTDOWN', async () => {
    const decky = await testDecky(redis)
    const client = decky.connect()
    expect(text(await client.send('SHUTDOWN NOSAVE\r\n'))).toBe('')
    expect(client.closed).toBe(true)
    expect(text(await decky.connect().send('PING\r\n'))).toBe('+PONG\r\n')
  })
})

describe('the persona', () => {
  it('keeps its ids and keys over a restart, and moves its clock', async () => {
    const one = await testDecky(redis, { seed: 'a' })
    const again = await testDecky(redis, { seed: 'a' })
    const other = await testDecky(redis, { seed: 'b' })
    const keys = async (decky: typeof one) => text(await decky.connect().send('KEYS *\r\n'))
    const info = async (decky: typeof one, field: string) =>
      new RegExp(`^${field}:(.*)\r$`, 'm').exec(text(await decky.connect().send('INFO\r\n')))?.[1]
    expect(await keys(again)).toBe(await keys(one))
    expect(await keys(other)).not.toBe(await keys(one))
    for (const field of ['run_id', 'master_replid', 'process_id', 'total_system_memory'])
      expect(await info(again, field)).toBe(await info(one, field))
    expect(await info(other, 'run_id')).not.toBe(await info(one, 'run_id'))
    const before = Number(await info(one, 'uptime_in_seconds'))
    one.clock.advance(3_600_000)
    expect(Number(await info(one, 'uptime_in_seconds'))).toBe(before + 3600)
    one.clock.advance(5 * 86_400_000)
    expect(await keys(one)).toContain('session:')
  })

  it('says the version that the operator wants', async () => {
    const decky = await testDecky(redis, { options: { version: '7.0.11' } })
    expect(text(await decky.connect().send('INFO server\r\n'))).toContain('redis_version:7.0.11\r\n')
  })
})

describe('bounds', () => {
  it('refuses what does not fit and goes on', async () => {
    const decky = await testDecky(redis)
    const client = decky.connect()
    expect(text(await client.send('SETBIT b 4294967295 1\r\n'))).toMatch(/^-OOM/)
    expect(text(await client.send('SETRANGE b 400000000 x\r\n'))).toMatch(/^-OOM/)
    const megabyte = 'v'.repeat(1_000_000)
    let refused = 0
    for (let index = 0; index < 40; index++) {
      if (text(await client.send(`*3\r\n$3\r\nSET\r\n$3\r\nk${10 + index}\r\n$1000000\r\n${megabyte}\r\n`)).startsWith('-OOM')) refused++
    }
    expect(refused).toBeGreaterThan(10)
    expect(text(await client.send('FLUSHALL\r\nSET a 1\r\n'))).toBe('+OK\r\n+OK\r\n')
  })

  it.each([
    ['endless', "EVAL 'while true do end' 0"],
    ['huge', 'EVAL "local s = string.rep(string.char(97),1000000) return string.rep(s,1000000)" 0'],
    ['recursive', 'EVAL "local function f() return f() + 1 end return f()" 0'],
    ['a pattern that explodes', 'EVAL "return string.find(string.rep([[a]],3000),[[.-.-.-.-b]])" 0'],
    ['deeply nested', `EVAL "return ${'('.repeat(5000)}1" 0`],
  ])('ends a script that is %s', async (_name, line) => {
    const decky = await testDecky(redis)
    expect(text(await decky.connect().send(`${line}\r\n`))).toMatch(/^-/)
  })

  it('gives an event of a long command that fits a frame, and its capture the bytes', async () => {
    const decky = await testDecky(redis, { os: 'ubuntu-22.04' })
    const client = decky.connect()
    await client.send(`FLUSHALL\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n${'\xff'.repeat(100_000)}\r\n`)
    for (const event of client.events) expect(JSON.stringify(event).length).toBeLessThan(7000)
    await client.send('CONFIG SET dbfilename evil.so\r\nSAVE\r\n')
    const [capture] = client.captures
    const sealed = client.events.find((event) => event.kind === 'file.captured')
    expect(capture?.bytes.includes(Buffer.alloc(100_000, 0xff))).toBe(true)
    expect(capture?.bytes.subarray(0, 9).toString()).toBe('REDIS0009')
    expect(sealed?.facts.sha256).toBe(
      createHash('sha256')
        .update(capture?.bytes ?? '')
        .digest('hex'),
    )
  })
})
