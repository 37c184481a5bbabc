// The dashboard's files: hashed assets for ever, the page itself never cached, any other path of the app gives the page.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { openApi } from '@decnet/contract'
import { Problem } from '@decnet/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { docsPage, docsStyle } from './docs-page.ts'

/** Serves the OpenAPI document and the page made from it. Both are made when somebody first asks: few ever do, and making them takes megabytes. */
export function addDocs(app: FastifyInstance, version: string): void {
  let made: { readonly json: string; readonly page: string } | undefined
  const docs = () => {
    if (made === undefined) {
      const document = openApi(version)
      made = { json: JSON.stringify(document), page: docsPage(document) }
    }
    return made
  }
  app.get('/api/v1/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(docs().json))
  app.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(docs().page))
  app.get('/docs/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(docsStyle))
}

/** Serves the dashboard from `root` (null or not built: a sentence that says so) and answers every unknown path. */
export async function addDashboard(app: FastifyInstance, root: string | null): Promise<void> {
  const index = root !== null && existsSync(join(root, 'index.html')) ? readFileSync(join(root, 'index.html'), 'utf8') : null
  if (root !== null && index !== null) {
    await app.register(fastifyStatic, {
      root,
      wildcard: false,
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        const hashed = /[.-][A-Za-z0-9_-]{8,}\.\w+(\.(br|gz))?$/.test(path)
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    app.get('/', (_request, reply) => sendPage(reply, index))
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isPageVisit(request)) throw new Problem('not_found', 'There is nothing at this address')
    if (index === null)
      return reply.type('text/plain; charset=utf-8').send('The dashboard is not built. The API is at /api/v1, its description at /docs.\n')
    return sendPage(reply, index)
  })
}

function isPageVisit(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  if (/^\/api(\/|\?|$)/.test(request.url)) return false
  // A missing file is missing: the page in its place would be run as a script or drawn as an image.
  return !/\.\w{1,8}$/.test(request.url.split('?')[0] ?? '')
}

function sendPage(reply: FastifyReply, index: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(index)
}
