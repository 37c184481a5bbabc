// What the mock answers to each route, from the made-up world.
import type { EventRow, Operation } from '../src/lib/api.ts'
import { iso, uuid, world } from './world.ts'

type Query = Readonly<Record<string, string>>
export interface Asked {
  readonly method: string
  readonly path: readonly string[]
  readonly query: Query
  readonly body: Readonly<Record<string, unknown>>
  readonly signedIn: boolean
}
export interface Answer {
  readonly status: number
  readonly body: unknown
}

const ok = (body: unknown, status = 200): Answer => ({ status, body })
const missing: Answer = { status: 404, body: { code: 'not_found', detail: 'There is no such thing', status: 404 } }
const found = (body: unknown): Answer => (body === undefined ? missing : ok(body))

function page<Item>(items: readonly Item[], query: Query): Answer {
  const start = Number(query.cursor ?? 0)
  const limit = Number(query.limit ?? 100)
  const next = start + limit < items.length ? String(start + limit) : null
  return ok({ items: items.slice(start, start + limit), next })
}

const instant = (text: string | undefined, other: number) => (text === undefined ? other : Number(text) || Date.parse(text))

function within(time: string, query: Query): boolean {
  const ms = Date.parse(time)
  return ms >= instant(query.from, 0) && ms < instant(query.to, Number.POSITIVE_INFINITY)
}

function passes(value: string | null, list: string | undefined): boolean {
  if (!list) return true
  const words = list.split(',')
  const out = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1))
  const wanted = words.filter((word) => !word.startsWith('!'))
  return !out.includes(value ?? '') && (wanted.length === 0 || wanted.includes(value ?? ''))
}

function filtered(query: Query): EventRow[] {
  return world.events.filter(
    (event) =>
      within(event.time, query) &&
      passes(event.decky, query.decky) &&
      passes(event.service, query.service) &&
      passes(event.kind, query.kind) &&
      passes(event.peer_ip, query.attacker) &&
      (!query.session || event.session === query.session) &&
      (!query.text || JSON.stringify(event.facts).toLowerCase().includes(query.text.toLowerCase())),
  )
}

function histogram(query: Query): Answer {
  const from = instant(query.from, Date.now() - 86_400_000)
  const to = instant(query.to, Date.now())
  const buckets = Number(query.buckets ?? 60)
  const bucket = Math.max(1_000, Math.ceil((to - from) / buckets))
  const series = new Map<string, number[]>()
  const events = filtered(query)
  for (const event of events) {
    const name = (query.by === 'kind' ? event.kind : event.service) ?? ''
    const counts = series.get(name) ?? Array.from({ length: buckets }, () => 0)
    const index = Math.floor((Date.parse(event.time) - from) / bucket)
    counts[index] = (counts[index] ?? 0) + 1
    series.set(name, counts)
  }
  return ok({
    from: iso(from),
    to: iso(to),
    bucket_ms: bucket,
    total: events.length,
    series: [...series].map(([name, counts]) => ({ name, counts })),
  })
}

function overview(query: Query): Answer {
  const since = instant(query.since, 0)
  const after = (time: string) => Date.parse(time) >= since
  const sessions = world.sessions.filter((one) => after(one.started))
  const credentials = world.credentials.filter((one) => after(one.last_seen))
  return ok({
    since: iso(since),
    events: world.events.filter((one) => after(one.time)).length,
    sessions: sessions.length,
    new_attackers: world.attackers.filter((one) => after(one.first_seen)).length,
    active_attackers: world.attackers.filter((one) => after(one.last_seen)).length,
    credentials_tried: credentials.length,
    credentials_accepted: credentials.filter((one) => one.outcome === 'accepted').length,
    files: world.events.filter((one) => after(one.time) && one.kind === 'file.captured').length,
    lost: 0,
    services: [],
  })
}

function artifacts() {
  return world.events
    .filter((event) => event.kind === 'file.captured')
    .map((event) => ({
      ...event.facts,
      stored: true,
      first_seen: event.time,
      last_seen: event.time,
      capture_count: 1,
      attacker: event.attacker_uuid,
    }))
    .reverse()
}

function attacker(id: string, rest: string | undefined, query: Query): Answer {
  const one = world.attackers.find((item) => item.uuid === id)
  if (!one) return missing
  const events = world.events.filter((event) => event.attacker_uuid === id)
  if (rest === undefined) {
    const count = (kind: string) => events.filter((event) => event.kind === kind).length
    return ok({ ...one, counts: { credentials: count('credential.tried'), files: count('file.captured'), commands: count('command.ran') } })
  }
  if (rest === 'events') return page(query.order === 'newest' ? [...events].reverse() : events, query)
  if (rest === 'sessions')
    return page(
      world.sessions.filter((session) => session.attacker_uuid === id),
      query,
    )
  if (rest === 'credentials')
    return page(
      world.credentials.filter((item) => item.attacker_uuid === id),
      query,
    )
  return page(
    artifacts().filter((item) => item.attacker === id),
    query,
  )
}

const depths = ['connected', 'spoke', 'tried_credentials', 'got_in', 'acted', 'left_files']

function attackers(query: Query): Answer {
  const items = world.attackers.filter(
    (one) => within(one.last_seen, query) && (!query.ip || one.ip.startsWith(query.ip)) && (!query.tempo || one.tempo === query.tempo),
  )
  items.sort((a, b) =>
    query.sort === 'depth' ? depths.indexOf(b.depth ?? '') - depths.indexOf(a.depth ?? '') : b.last_seen.localeCompare(a.last_seen),
  )
  return page(items, query)
}

function operation(kind: Operation['kind'], subject: string): Operation {
  const now = iso(Date.now())
  const step = (name: string, state: Operation['state']) => ({ name, state, detail: '', updated: now })
  const made: Operation = {
    id: uuid(),
    kind,
    subject,
    state: 'running',
    steps: [step('write desired state', 'done'), step('start', 'running'), step('listen', 'queued')],
    error: null,
    created_by: 'admin',
    created: now,
    updated: now,
  }
  world.operations.unshift(made)
  return made
}

const health = () => ({
  state: 'warning',
  time: iso(Date.now()),
  version: '0.1.0',
  started: iso(Date.now() - 7_000_000),
  components: [
    {
      name: 'store',
      state: 'ok',
      detail: 'SQLite',
      figures: { events: world.events.length, size_bytes: 84_000_000, disk_free_bytes: 61_000_000_000 },
    },
    { name: 'ingest', state: 'ok', detail: '', figures: { lag_events: 3, lost_events: 0, quarantined_frames: 0, rate_per_s: 41 } },
    { name: 'agent', state: 'warning', detail: 'web-02 does not start', figures: { deckies: 5, sensors: 1 } },
    { name: 'stream', state: 'ok', detail: '', figures: { clients: 1, dropped: 0 } },
  ],
})

const archetypes = [
  { name: 'cache-server', title: 'Cache server', os: ['debian-12', 'ubuntu-22.04'], services: ['redis'] },
  { name: 'web-server', title: 'Web server', os: ['debian-12', 'ubuntu-22.04'], services: ['http'] },
]

function fleet({ method, path, query, body }: Asked): Answer {
  const [noun, id] = path
  if (noun === 'archetypes') return ok({ items: archetypes, next: null })
  if (noun === 'fleet' && id === undefined)
    return ok({ name: 'office', runtime: 'embedded', deckies: world.deckies.map((one) => ({ name: one.name, archetype: one.archetype })) })
  if (noun === 'fleet') {
    const wanted = JSON.parse(String(body.yaml)) as { deckies: { name: string }[] }
    const changes = wanted.deckies.map((one) => ({
      action: world.deckies.some((known) => known.name === one.name) ? 'keep' : 'add',
      decky: one.name,
      address: '127.66.12.9',
      detail: ['debian-12, host name srv-7'],
    }))
    return ok({ changes, warnings: [] })
  }
  if (method === 'POST') return ok(operation('decky.add', String(body.name)), 202)
  if (method === 'DELETE') return ok(operation('decky.remove', String(id)), 202)
  return id === undefined ? page(world.deckies, query) : found(world.deckies.find((one) => one.name === id))
}

function auth({ path, body, signedIn }: Asked): Answer {
  if (path[1] === 'me')
    return signedIn
      ? ok({ name: 'admin', role: 'admin', expires_at: iso(Date.now() + 8 * 3_600_000) })
      : { status: 401, body: { code: 'auth.required', detail: 'Sign in first' } }
  if (path[1] === 'login' && body.password !== 'correct horse battery')
    return { status: 401, body: { code: 'auth.failed', detail: 'User name or password is wrong' } }
  return ok({ token: 'mock', role: 'admin', expires_at: iso(Date.now() + 8 * 3_600_000) })
}

/** Answers one request. */
export function answer(asked: Asked): Answer {
  const { path, query } = asked
  const [noun, id, rest] = path
  if (noun === 'auth') return auth(asked)
  if (!asked.signedIn) return { status: 401, body: { code: 'auth.required', detail: 'Sign in first' } }
  if (noun === 'overview') return overview(query)
  if (noun === 'health') return ok(health())
  if (noun === 'events' && id === 'histogram') return histogram(query)
  if (noun === 'events') return id ? found(world.events.find((one) => one.id === id)) : page(filtered(query).reverse(), query)
  if (noun === 'attackers') return id ? attacker(id, rest, query) : attackers(query)
  if (noun === 'sessions' && id && rest)
    return page(
      world.events.filter((one) => one.session === id),
      query,
    )
  if (noun === 'sessions')
    return id
      ? found(world.sessions.find((one) => one.id === id))
      : page(
          world.sessions.filter((one) => within(one.started, query)),
          query,
        )
  if (noun === 'credentials' && rest === 'reveal') return ok({ uuid: id, secret: 'hunter2', secret_b64: 'aHVudGVyMg==' })
  if (noun === 'credentials')
    return page(
      world.credentials.filter((one) => within(one.last_seen, query) && passes(one.outcome, query.outcome)),
      query,
    )
  if (noun === 'artifacts')
    return id ? found(artifacts().find((one) => (one as { sha256?: unknown }).sha256 === id)) : page(artifacts(), query)
  if (noun === 'findings')
    return page(
      world.findings.filter((one) => within(one.time, query) && passes(one.topic, query.topic)),
      query,
    )
  if (noun === 'operations') return id ? found(world.operations.find((one) => one.id === id)) : page(world.operations, query)
  if (noun === 'analysis' && asked.method === 'POST') return ok(operation('analysis.replay', String(id)), 202)
  if (noun === 'analysis')
    return ok({
      items: [
        {
          name: 'profile',
          title: 'Who an attacker is',
          cursor: world.events.length - 3,
          head: world.events.length,
          lag: 3,
          holder: 'here',
          last_error: null,
          updated: iso(Date.now() - 900),
        },
      ],
      next: null,
    })
  if (noun === 'deckies' || noun === 'fleet' || noun === 'archetypes') return fleet(asked)
  return missing
}
