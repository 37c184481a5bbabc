// A mock of the API with a made-up world, and the built dashboard under the real policy: for looking at pages. Not part of the build.
// node --conditions=source apps/web/dev/mock.ts [PORT] [empty]
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answer } from './answers.ts'
import { happen, iso, world } from './world.ts'

const port = Number(process.argv[2] ?? 8099)
const web = process.env.DECNET_WEB ?? fileURLToPath(new URL('../../../dist/web', import.meta.url))
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const streams = new Set<ServerResponse>()

function fill(): void {
  const now = Date.now()
  for (let step = 0; step < 160; step++) happen(now - 86_400_000 + step * 530_000 + Math.sin(step) * 200_000)
  for (let step = 0; step < 12; step++) happen(now - 900_000 + step * 65_000)
  happen(now - 30_000, false)
}

function live(): void {
  const fresh = happen(Date.now() - 4_000)
  for (const event of fresh) {
    for (const stream of streams)
      stream.write(`id: ${event.seq}.${world.findings.length}\nevent: event\ndata: ${JSON.stringify(event)}\n\n`)
  }
}

function work(): void {
  for (const operation of world.operations) {
    if (operation.state !== 'running') continue
    const step = operation.steps.find((one) => one.state === 'running')
    const next = operation.steps.find((one) => one.state === 'queued')
    if (step) step.state = 'done'
    if (next) next.state = 'running'
    else operation.state = 'done'
    operation.updated = iso(Date.now())
    for (const stream of streams) stream.write(`event: operation\ndata: ${JSON.stringify(operation)}\n\n`)
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const part of request) text += String(part)
  return text ? (JSON.parse(text) as Record<string, unknown>) : {}
}

async function api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const path = url.pathname.slice('/api/v1/'.length).split('/').map(decodeURIComponent)
  const signedIn = /decnet_mock=1/.test(request.headers.cookie ?? '')
  if (path[0] === 'stream') {
    response.writeHead(signedIn ? 200 : 401, { 'content-type': signedIn ? 'text/event-stream' : 'application/json' })
    if (!signedIn) return void response.end('{"code":"auth.required"}')
    response.write(': hello\n\n')
    streams.add(response)
    return void response.on('close', () => streams.delete(response))
  }
  const body = await bodyOf(request)
  const reply = answer({ method: request.method ?? 'GET', path, query: Object.fromEntries(url.searchParams), body, signedIn })
  const cookie = path[1] === 'login' && reply.status === 200 ? { 'set-cookie': 'decnet_mock=1; HttpOnly; SameSite=Strict; Path=/' } : {}
  const out = path[1] === 'logout' ? { 'set-cookie': 'decnet_mock=; Max-Age=0; Path=/' } : {}
  response.writeHead(reply.status, { 'content-type': 'application/json', ...cookie, ...out })
  response.end(JSON.stringify(reply.body))
}

function file(response: ServerResponse, url: URL): void {
  const wanted = join(web, normalize(url.pathname))
  const path = wanted.startsWith(web) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(web, 'index.html')
  response.writeHead(200, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  })
  createReadStream(path).pipe(response)
}

if (process.argv[3] !== 'empty') {
  fill()
  setInterval(live, 3_000)
}
setInterval(work, 1_500)
setInterval(() => {
  for (const stream of streams) stream.write(': beat\n\n')
}, 10_000)
createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://mock')
  if (url.pathname.startsWith('/api/v1/')) void api(request, response, url)
  else file(response, url)
}).listen(port, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${port}\n`))
