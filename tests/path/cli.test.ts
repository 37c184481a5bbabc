// The command line against a running platform: sign in, look, change the fleet, replay, and stop what a crash left over.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { converse } from '../browser/attack.ts'
import { eventually, Platform } from './platform.ts'
import { run } from './run.ts'

const platform = new Platform()
const home = mkdtempSync(join(tmpdir(), 'decnet-cli-path-'))
const program = fileURLToPath(new URL('../../apps/cli/bin/decnet.mjs', import.meta.url))

beforeAll(async () => {
  process.env.XDG_CONFIG_HOME = home
  await platform.start()
  await converse(await platform.find('redis'), '127.77.40.1', ['SET from-the-cli-test 1\r\n'])
}, 60_000)
afterAll(async () => {
  delete process.env.XDG_CONFIG_HOME
  await platform.stop()
  rmSync(home, { recursive: true, force: true })
}, 60_000)

const decnet = (args: readonly string[], input = '') => run(process.execPath, [program, ...args], { input })
const json = async (args: readonly string[]): Promise<unknown> => JSON.parse(await decnet([...args, '-o', 'json']))

describe('decnet', () => {
  it('signs in, and says as whom and until when', async () => {
    expect(await decnet(['login', platform.url, '--password-stdin'], `${platform.password}\n`)).toMatch(
      /^signed in as admin \(admin\) until \d{4}-/,
    )
    expect(await decnet(['status'])).toMatch(/^ok, version /)
  })

  it('queries events and shows the attacker behind them', async () => {
    const seen = await eventually('the event', async () => {
      const rows = await json(['events', 'query', '--kind', 'command.ran', '--text', 'from-the-cli-test'])
      return Array.isArray(rows) && rows.length === 1 ? rows : null
    })
    expect(seen[0]).toMatchObject({ peer_ip: '127.77.40.1', facts: { command: 'SET from-the-cli-test 1' } })
    expect(await json(['attackers', 'show', '127.77.40.1'])).toMatchObject({ ip: '127.77.40.1', services: ['redis'] })
    expect(await decnet(['sessions', 'ls'])).toContain('127.77.40.1')
    expect(await decnet(['findings', 'ls', '--topic', 'attacker.observed'])).toContain('127.77.40.1')
  })

  it('adds a decky that then answers, and removes it', async () => {
    const added = await decnet(['deckies', 'add', 'extra', '--archetype', 'cache-server'])
    expect(added).toMatch(/done/)
    const shown = await json(['deckies', 'show', 'extra'])
    expect(shown).toMatchObject({ name: 'extra', state: 'running', archetype: 'cache-server' })
    const { address } = shown as { address: string }
    expect(await converse({ host: address, port: 6379 }, '127.77.40.2', ['PING\r\n'])).toBe('+PONG\r\n')
    expect(await decnet(['deckies', 'rm', 'extra'])).toMatch(/done/)
    expect(await decnet(['deckies', 'show', 'extra'])).toBe('decnet: There is no such decky\n')
    await expect(converse({ host: address, port: 6379 }, '127.77.40.2', ['PING\r\n'])).rejects.toThrow('ECONNREFUSED')
  })

  it('exports a fleet file that plans to no change, and refuses a bad one by line', async () => {
    const file = join(home, 'fleet.yaml')
    writeFileSync(file, await decnet(['fleet', 'export']))
    const plan = await json(['fleet', 'plan', file])
    expect((plan as { action: string }[]).map((change) => change.action)).toEqual(['keep', 'keep', 'keep'])
    writeFileSync(file, readFileSync(file, 'utf8').replace('archetype: web-server', 'archetype: web-sever'))
    expect(await decnet(['fleet', 'apply', file])).toMatch(/archetype.*line \d+|line \d+.*archetype/s)
  })

  it('replays the profile analyzer to equal tables', async () => {
    const said = await decnet(['analysis', 'replay', 'profile'])
    const digests = [...said.matchAll(/[0-9a-f]{64}/g)].map((match) => match[0])
    expect(new Set(digests).size, said).toBe(1)
    expect(digests).toHaveLength(2)
    expect(said).toContain(': equal')
  })

  it('down ends what a killed supervisor left running', async () => {
    expect(platform.kill('supervisor')).toBe(1)
    await eventually('server, analysis and agent follow', async () =>
      (['server', 'analysis', 'agent'] as const).every((role) => platform.pids(role).length === 0),
    )
    expect(platform.pids('sensor')).toHaveLength(1)
    expect(await decnet(['down', '--data', platform.data])).toContain('left over are stopped')
    expect(platform.pids('sensor')).toEqual([])
    expect(existsSync(join(platform.data, 'decnet.db'))).toBe(true)
    await platform.start()
  }, 60_000)

  it('down ends a running platform', async () => {
    expect(await decnet(['down', '--data', platform.data])).toBe('stopped\n')
    for (const role of ['supervisor', 'server', 'analysis', 'agent', 'sensor'] as const) expect(platform.pids(role), role).toEqual([])
  }, 60_000)
})
