// What is not a route: the dashboard's files, the description, the headers, and the metrics.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openApi } from '@decnet/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bearer, METRICS_TOKEN, openPlatform, type Platform } from './platform.ts'

const PAGE = '<!doctype html><title>DECNET</title><div id="root"></div>'
let platform: Platform
let bare: Platform
beforeAll(async () => {
  bare = await openPlatform()
  const webDir = join(bare.directory, 'web')
  await mkdir(join(webDir, 'assets'), { recursive: true })
  await writeFile(join(webDir, 'index.html'), PAGE)
  await writeFile(join(webDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(webDir, 'assets', 'index-B1a2C3d4.js'), 'export {}')
  await writeFile(join(webDir, 'assets', 'index-B1a2C3d4.js.gz'), gzipSync('export {}'))
  platform = await openPlatform({ webDir })
})
afterAll(async () => {
  await platform.close()
  await bare.close()
})

const get = (url: string, headers: Record<string, string> = {}) => platform.api.app.inject({ url, headers })

test.each(['/', '/index.html', '/events', '/attackers/11111111-1111-4111-8111-111111111111'])(
  '%s is the page, never cached for long',
  async (url) => {
    const reply = await get(url)
    expect(reply.body).toBe(PAGE)
    expect(reply.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
  },
)

test('hashed files are for ever, others are asked for again, packed ones are sent packed', async () => {
  const script = await get('/assets/index-B1a2C3d4.js', { 'accept-encoding': 'gzip' })
  expect(script.headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable', 'content-encoding': 'gzip' })
  expect((await get('/favicon.svg')).headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' })
})

test.each(['/assets/index-gone0000.js', '/../secret.txt', '/assets/..%2f..%2fdecnet.db'])('%s is not there', async (url) => {
  expect((await get(url)).statusCode).toBeGreaterThanOrEqual(400)
})

test('without a built dashboard a sentence says so', async () => {
  expect((await bare.api.app.inject({ url: '/' })).body).toContain('not built')
})

test.each(['/', '/api/v1/health/live', '/api/v1/events', '/docs', '/api/v1/nothing', '/assets/index-B1a2C3d4.js'])(
  '%s has the security headers',
  async (url) => {
    const { headers } = await get(url)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy.match(/'unsafe-[a-z]+'/g)).toEqual(["'unsafe-inline'"])
    expect(policy).toContain("style-src-attr 'unsafe-inline'")
    expect(headers['strict-transport-security']).toBeUndefined()
  },
)

test('the description is the contract’s, and the page made of it holds every route and no script', async () => {
  expect((await get('/api/v1/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(openApi('9.9.9'))))
  const page = (await get('/docs')).body
  expect(page).not.toMatch(/<script|style="|javascript:|\son\w+="/)
  for (const [path, methods] of Object.entries(openApi('9.9.9').paths)) {
    for (const method of Object.keys(methods)) expect(page).toContain(`<code>${method.toUpperCase()} ${path}</code>`)
  }
  expect((await get('/docs/style.css')).headers['content-type']).toContain('text/css')
})

test('metrics are Prometheus text without an address in a label', async () => {
  await get('/api/v1/events')
  const reply = await get('/api/v1/metrics', bearer(METRICS_TOKEN))
  expect(reply.headers['content-type']).toContain('text/plain; version=0.0.4')
  expect(reply.body).toMatch(/^decnet_http_requests_total\{route="events\.list",status="401"\} \d+$/m)
  expect(reply.body).toMatch(/^decnet_lag_events\{component="store"\} 3$/m)
  expect(reply.body).not.toContain('127.0.0.1')
  for (const line of reply.body.trimEnd().split('\n')) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_][a-z_0-9]*(\{[a-z_]+="(?:[^"\\]|\\.)*"(,[a-z_]+="(?:[^"\\]|\\.)*")*\})? -?[0-9.e+-]+)$/,
    )
  }
})

test('health is the worst of its components; ready waits for ingest', async () => {
  const sick = await openPlatform({
    ready: () => false,
    health: [() => Promise.resolve([{ name: 'disk', state: 'warning', detail: 'nearly full', figures: { disk_free_bytes: 1 } }])],
  })
  try {
    const headers = bearer(await sick.token('viewer'))
    const report = (await sick.api.app.inject({ url: '/api/v1/health', headers })).json<{ state: string; components: { name: string }[] }>()
    expect(['warning', 'failed']).toContain(report.state)
    expect(report.components.map(({ name }) => name)).toEqual(['disk', 'stream', 'process'])
    expect((await sick.api.app.inject({ url: '/api/v1/health/ready' })).statusCode).toBe(503)
    expect((await sick.api.app.inject({ url: '/api/v1/health/live' })).statusCode).toBe(200)
  } finally {
    await sick.close()
  }
})
