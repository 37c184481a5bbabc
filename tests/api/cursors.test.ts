// Cursors: whatever the page size, walking a list gives each row once and in order; a cursor of another list is refused.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cacheVisit, put, webVisit } from './evidence.ts'
import { bearer, openPlatform, type Platform } from './platform.ts'

let platform: Platform
let headers: Record<string, string> = {}
beforeAll(async () => {
  platform = await openPlatform()
  const now = platform.clock.now()
  const visits = Array.from({ length: 12 }, (_, n) =>
    (n % 2 === 0 ? webVisit : cacheVisit)(`198.51.100.${n % 5}`, now - 7_200_000 + n * 60_000),
  )
  await put(platform.store, visits.flat())
  headers = bearer(await platform.token('admin'))
  for (let n = 0; n < 5; n++) {
    const payload = {
      yaml: `deckies: [${Array.from({ length: n + 1 }, (_, i) => `{ name: d-${i}, archetype: cache-server }`).join(', ')}]`,
    }
    expect((await platform.api.app.inject({ method: 'POST', url: '/api/v1/fleet/apply', headers, payload })).statusCode).toBe(202)
  }
})
afterAll(() => platform.close())

interface Answer {
  items: Record<string, unknown>[]
  next: string | null
}

async function get(url: string): Promise<Answer> {
  const reply = await platform.api.app.inject({ url: `/api/v1${url}`, headers })
  expect(reply.statusCode).toBe(200)
  return reply.json<Answer>()
}

async function walk(path: string, limit: number): Promise<unknown[]> {
  const found: unknown[] = []
  let cursor: string | null = ''
  for (let pages = 0; cursor !== null; pages++) {
    if (pages > 200) throw new Error(`${path} does not end`)
    const page: Answer = await get(
      `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    expect(page.items.length).toBeLessThanOrEqual(limit)
    found.push(...page.items)
    cursor = page.next
  }
  return found
}

const lists = [
  '/events',
  '/events?order=oldest',
  '/events?text=info',
  '/events?kind=!connection.closed&service=redis',
  '/sessions',
  '/attackers',
  '/attackers?sort=events',
  '/attackers?sort=depth',
  '/credentials',
  '/artifacts',
  '/operations',
  '/audit',
  '/deckies',
]

test.each(lists)('%s', async (path) => {
  const whole = await get(`${path}${path.includes('?') ? '&' : '?'}limit=1000`)
  expect(whole.next).toBeNull()
  expect(whole.items.length).toBeGreaterThan(0)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (limit) => {
      expect(await walk(path, limit)).toEqual(whole.items)
    }),
    { numRuns: 8 },
  )
})

test.each(lists)('%s refuses a cursor that is not its own', async (path) => {
  const join = path.includes('?') ? '&' : '?'
  const foreign = (await get('/findings?limit=1')).next ?? Buffer.from('["findings",1]').toString('base64url')
  for (const cursor of ['x', '%00', 'A'.repeat(500), foreign]) {
    const reply = await platform.api.app.inject({ url: `/api/v1${path}${join}cursor=${cursor}`, headers })
    expect({ cursor, status: reply.statusCode }).toEqual({ cursor, status: 400 })
    expect(reply.json()).toMatchObject({ code: 'cursor.invalid' })
  }
})

test.each(['0', '1001', '-1', '1.5', 'many', ''])('limit=%s is refused by name', async (limit) => {
  const reply = await platform.api.app.inject({ url: `/api/v1/events?limit=${limit}`, headers })
  expect(reply.statusCode).toBe(400)
  expect(reply.json()).toMatchObject({ code: 'query.invalid', fields: [{ path: '/limit' }] })
})

test('a parameter that is not known is refused by name', async () => {
  const reply = await platform.api.app.inject({ url: '/api/v1/events?kinds=command.ran', headers })
  expect(reply.json()).toMatchObject({ status: 400, code: 'query.invalid', fields: [{ path: '/kinds', message: 'is not known here' }] })
})
