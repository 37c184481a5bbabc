// The main job: real clients attack the deckies, and the API shows what each of them did.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resources } from '@decnet/contract'
import { personaKinds } from '@decnet/services/catalogue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, Platform } from './platform.ts'
import { relay } from './relay.ts'
import { installed, run } from './run.ts'

const platform = new Platform()
const scratch = mkdtempSync(join(tmpdir(), 'decnet-story-'))

beforeAll(() => platform.start(), 60_000)
afterAll(async () => {
  await platform.stop()
  rmSync(scratch, { recursive: true, force: true })
}, 60_000)

/** The attacker of an address, once it is there. */
async function attackerAt(ip: string) {
  return eventually(`an attacker at ${ip}`, async () => {
    const { items } = await platform.client.call(resources.attackers.list, { query: { ip } })
    return items.find((item) => item.ip === ip)
  })
}

async function kindsOf(ip: string, wanted: readonly string[]) {
  const { uuid } = await attackerAt(ip)
  return eventually(`${wanted.join(', ')} from ${ip}`, async () => {
    const { items } = await platform.client.call(resources.attackers.events, { params: { uuid }, query: { limit: 1000 } })
    return wanted.every((kind) => items.some((item) => item.kind === kind)) ? items : null
  })
}

describe('a real client attacks, the API shows it', () => {
  it('redis-cli: each command is an event of its attacker', async ({ skip }) => {
    if (!installed('redis-cli')) skip('redis-cli is not installed')
    const target = await platform.find('redis')
    await using from = await relay('127.77.1.1', target)
    expect(await run('redis-cli', ['-h', from.host, '-p', String(from.port), 'set', 'loot', 'of-the-day'])).toContain('OK')
    expect(await run('redis-cli', ['-h', from.host, '-p', String(from.port), 'get', 'loot'])).toContain('of-the-day')
    const events = await kindsOf('127.77.1.1', ['connection.opened', 'command.ran', 'connection.closed'])
    expect(events.map((event) => event.facts.command)).toContain('set loot of-the-day')
    expect(new Set(events.map((event) => event.decky))).toEqual(new Set([target.name]))
  })

  it('curl: the request is recorded with what it asked for and what it is', async ({ skip }) => {
    if (!installed('curl')) skip('curl is not installed')
    const target = await platform.find('http')
    const answer = await run('curl', ['-si', '--interface', '127.77.1.2', '-A', 'story/1.0', `http://${target.host}:${target.port}/.env`])
    expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /)
    const events = await kindsOf('127.77.1.2', ['request.made', 'client.identified'])
    const request = events.find((event) => event.kind === 'request.made')
    expect(request?.facts).toMatchObject({ method: 'GET', target: '/.env', user_agent: 'story/1.0', status: Number(answer.slice(9, 12)) })
  })

  it('hydra against the login form: the credential is listed, masked, and revealed on the record', async ({ skip }) => {
    if (!installed('hydra')) skip('hydra is not installed')
    const fleet = await platform.running()
    const web = fleet.find((decky) => decky.archetype === 'web-server')
    const port = web?.services.find((service) => service.name === 'http')?.port
    if (!web || !port) throw new Error('the default fleet has no web server')
    await using from = await relay('127.77.1.3', { host: web.address, port })
    writeFileSync(join(scratch, 'words'), 'letmein\nTr0ub4dor&3\n')
    await run('hydra', [
      '-I',
      '-t',
      '2',
      '-l',
      'admin',
      '-P',
      join(scratch, 'words'),
      '-s',
      String(from.port),
      from.host,
      'http-post-form',
      '/login:username=^USER^&password=^PASS^:F=Invalid username',
    ])
    const found = await eventually('the credential', async () => {
      const { items } = await platform.client.call(resources.credentials.list, { query: { principal: 'admin', service: 'http' } })
      return items.length >= 2 ? items : null
    })
    const secrets = await Promise.all(
      found.map((item) => platform.client.call(resources.credentials.reveal, { params: { uuid: item.uuid } })),
    )
    expect(secrets.map((reply) => reply.secret).sort()).toEqual(['Tr0ub4dor&3', 'letmein'])
    expect(JSON.stringify(found)).not.toContain('letmein')
    const audit = await platform.client.call(resources.audit.list, { query: { limit: 50 } })
    expect(audit.items.filter((entry) => entry.action === 'credentials.reveal')).toHaveLength(found.length)
    expect((await attackerAt('127.77.1.3')).services).toEqual(['http'])
  })

  it('hydra against Redis: tried passwords are credentials', async ({ skip }) => {
    if (!installed('hydra')) skip('hydra is not installed')
    const target = await platform.find('redis')
    await using from = await relay('127.77.1.4', target)
    writeFileSync(join(scratch, 'redis-words'), 'foobared\n')
    const said = await run('hydra', ['-I', '-t', '1', '-P', join(scratch, 'redis-words'), '-s', String(from.port), from.host, 'redis'])
    expect(said).toContain('redis')
    await kindsOf('127.77.1.4', ['connection.opened', 'command.ran'])
  })

  it('nmap -sV names Redis and the web server with the versions of the personas', async ({ skip }) => {
    if (!installed('nmap')) skip('nmap is not installed')
    const redis = await platform.find('redis')
    const http = await platform.find('http')
    const said = await run('nmap', ['-Pn', '-n', '-sT', '-sV', '-p', `${redis.port},${http.port}`, redis.host, http.host], {
      limitMs: 120_000,
    })
    const versions = personaKinds.map((kind) => kind.software)
    expect(said).toMatch(new RegExp(`Redis key-value store (${versions.map((one) => one.redis).join('|')})`))
    expect(said).toMatch(
      new RegExp(`(nginx (${versions.map((one) => one.nginx).join('|')})|Apache httpd (${versions.map((one) => one.apache).join('|')}))`),
    )
    await kindsOf('127.0.0.1', ['command.ran', 'request.made'])
  }, 150_000)

  it('every source is an attacker of its own, profiled by analysis, and each connection a session that closed', async () => {
    const sources = ['127.77.1.1', '127.77.1.2', '127.77.1.3']
    const attackers = await Promise.all(sources.map(attackerAt))
    expect(new Set(attackers.map((attacker) => attacker.uuid)).size).toBe(sources.length)
    expect(new Set(attackers.map((attacker) => attacker.identity_uuid)).size).toBe(sources.length)
    for (const ip of sources) {
      await eventually(`a profile of ${ip}`, async () => (await attackerAt(ip)).tempo)
      const { uuid } = await attackerAt(ip)
      const { items } = await platform.client.call(resources.attackers.sessions, { params: { uuid } })
      expect(items.length).toBeGreaterThan(0)
      expect(items.filter((session) => session.ended === null)).toEqual([])
    }
    const findings = await platform.client.call(resources.findings.list, { query: { topic: 'attacker.observed', limit: 1000 } })
    expect(findings.items.map((finding) => finding.payload.ip)).toEqual(expect.arrayContaining(sources))
  })

  it('started as root, nobody but the agent has its powers', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('the suite does not run as root')
    const NET_BIND_SERVICE = 0x400n
    for (const role of ['server', 'analysis', 'sensor'] as const) {
      const status = readFileSync(`/proc/${platform.pids(role)[0]}/status`, 'utf8')
      for (const set of ['CapPrm', 'CapEff', 'CapBnd']) {
        const held = BigInt(`0x${new RegExp(`^${set}:\\s+([0-9a-f]+)`, 'm').exec(status)?.[1]}`)
        expect(held & ~NET_BIND_SERVICE, `${role} ${set}`).toBe(0n)
      }
      expect(status, role).toMatch(/^NoNewPrivs:\s+1$/m)
    }
    expect(readFileSync(`/proc/${platform.pids('sensor')[0]}/status`, 'utf8')).toMatch(/^Uid:\s+65534\s+65534/m)
  })
})
