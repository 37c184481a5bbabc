// The command line as a script sees it: output, messages and exit codes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from './catalogue.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'decnet-cli-'))
const hostile = 'nc\u001b]0;owned\u0007 -e sh'
const seen: { url: string | undefined; authorization: string | undefined }[] = []

const server = createServer((request, response) => {
  seen.push({ url: request.url, authorization: request.headers.authorization })
  const answer = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (request.url?.startsWith('/api/v1/events'))
    return answer(200, {
      items: [
        {
          seq: 1,
          time: '2026-01-02T03:04:05.000Z',
          decky: 'web',
          service: 'http',
          peer_ip: '127.9.9.9',
          kind: 'command.ran',
          facts: { command: hostile },
        },
      ],
      next: null,
    })
  if (request.url?.startsWith('/api/v1/deckies?')) {
    const cursor = new URL(request.url, 'http://localhost').searchParams.get('cursor')
    const row = (name: string) => ({ name, state: 'running', address: '127.66.1.1', persona: { os: 'debian' }, services: [] })
    return answer(200, cursor === 'second' ? { items: [row('web-2000')], next: null } : { items: [row('web-0001')], next: 'second' })
  }
  if (request.url?.startsWith('/api/v1/health')) return answer(200, { state: 'ok', version: '0', started: 'today', components: [] })
  if (request.url?.startsWith('/api/v1/deckies/nobody')) return answer(404, { code: 'not_found', detail: 'There is no decky nobody' })
  if (request.url?.startsWith('/api/v1/fleet/plan'))
    return answer(422, {
      code: 'fleet.invalid',
      detail: 'The fleet file breaks a rule',
      fields: [{ path: '/deckies/0/name', message: 'line 3: is missing' }],
    })
  return answer(403, { code: 'auth.forbidden', detail: 'Your role may not do this' })
})

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.close()
  rmSync(home, { recursive: true, force: true })
})

async function decnet(args: readonly string[], options: { signedIn?: boolean; url?: string; env?: NodeJS.ProcessEnv } = {}) {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, XDG_CONFIG_HOME: home, NO_COLOR: '1', ...options.env }
  if (options.signedIn ?? true)
    Object.assign(env, { DECNET_URL: options.url ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`, DECNET_TOKEN: 'a-token' })
  const child = spawn(process.execPath, ['--conditions=source', main, ...args], { env })
  let [output, errors] = ['', '']
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const [code] = await once(child, 'close')
  return { code, output, errors }
}

describe('decnet', () => {
  it('names every verb in its help', async () => {
    const { code, output } = await decnet(['--help'])
    expect(code).toBe(0)
    for (const command of commands) expect(output).toContain(`  ${command.name} `)
  })

  it('exits 2 on wrong usage and names what is wrong', async () => {
    expect(await decnet(['frobnicate'])).toMatchObject({ code: 2, errors: expect.stringContaining('frobnicate') })
    expect(await decnet(['events', 'query', '-o', 'xml'])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('table, json or yaml'),
    })
  })

  it('exits 3 when nobody signed in, or the role does not suffice', async () => {
    expect(await decnet(['events', 'query'], { signedIn: false })).toMatchObject({
      code: 3,
      errors: expect.stringContaining('decnet login'),
    })
    expect(await decnet(['findings', 'ls'])).toMatchObject({ code: 3 })
  })

  it('takes an empty variable for none', async () => {
    const env = { DECNET_DATA: '', DECNET_LISTEN: '' }
    const { output } = await decnet(['up', '--help'], { env })
    expect(output.replace(/\s+/g, ' ')).toMatch(/data directory \(default: "\.\/data"\).*\(default: "127\.0\.0\.1:8080"\)/)
    for (const verb of ['down', 'doctor']) expect((await decnet([verb, '--help'], { env })).output).toContain('"./data"')
  })

  it('exits 4 for what is not there, 2 with line and field for a bad fleet file', async () => {
    expect(await decnet(['deckies', 'show', 'nobody'])).toMatchObject({ code: 4, errors: expect.stringContaining('nobody') })
    expect(await decnet(['fleet', 'plan', main])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('/deckies/0/name: line 3: is missing'),
    })
  })

  it('exits 1 with a sentence when no server answers', async () => {
    expect(await decnet(['events', 'query'], { url: 'http://127.0.0.1:9' })).toMatchObject({
      code: 1,
      errors: 'decnet: No server answers at http://127.0.0.1:9\n',
    })
  })

  it('sends the token, and the filters as the contract wants them', async () => {
    await decnet(['events', 'query', '--kind', 'command.ran', '--limit', '7'])
    expect(seen.at(-1)).toEqual({ url: '/api/v1/events?kind=command.ran&limit=7', authorization: 'Bearer a-token' })
  })

  it('shows the whole fleet, not its first page', async () => {
    for (const verb of [['deckies', 'ls'], ['status']]) {
      const { output } = await decnet(verb)
      for (const name of ['web-0001', 'web-2000']) expect(output).toContain(name)
    }
  })

  it('offers no filter to tail that it does not apply', async () => {
    for (const option of ['--from', '--to', '--cidr', '--text'])
      expect(await decnet(['events', 'tail', option, 'x'])).toMatchObject({ code: 2, errors: expect.stringContaining(option) })
  })

  it('never lets attacker-made text steer the terminal, and keeps it whole in JSON', async () => {
    const table = await decnet(['events', 'query'])
    expect(table.output).not.toContain('\u001b')
    expect(table.output).toContain('nc\\x1b]0;owned\\x07 -e sh')
    const json = await decnet(['events', 'query', '-o', 'json'])
    expect(JSON.parse(json.output)[0].facts.command).toBe(hostile)
  })
})
