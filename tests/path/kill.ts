// Kills: every role of a platform, at random moments, while scripted clients talk; then counts what was promised.
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { resources } from '@decnet/contract'
import { eventually, type Platform, type RoleName, roles } from './platform.ts'

/** A small seeded generator (mulberry32), so that a failing run can be run again. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** One scripted session: sends `marks` one after another, gives those whose reply came. */
async function talk(target: { host: string; port: number }, source: string, marks: readonly string[]): Promise<string[]> {
  const answered: string[] = []
  const socket = connect({ ...target, localAddress: source })
  socket.setTimeout(5000, () => socket.destroy())
  try {
    await once(socket, 'connect')
    for (const mark of marks) {
      socket.write(`SET ${mark} 1\r\n`)
      const reply = await Promise.race([once(socket, 'data').then(([chunk]) => String(chunk)), once(socket, 'close').then(() => '')])
      if (reply !== '+OK\r\n') break
      answered.push(mark)
    }
  } catch {
    // Refused or cut off: that is what a kill does. Only answered marks count.
  }
  socket.destroy()
  return answered
}

/** What a run saw. */
export interface KillReport {
  readonly answered: number
  readonly stored: number
  readonly missing: readonly string[]
  readonly doubled: readonly string[]
  /** Sessions that have no end, or more than one, in the log. */
  readonly unclosed: number
  readonly closedTwice: number
  /** Spools of sensors that live no more, still on disk. */
  readonly leftovers: readonly string[]
  readonly kills: Readonly<Record<RoleName, number>>
}

/** Runs `sessions` scripted sessions on `platform` and kills each role in turn while they run. */
export async function killRound(platform: Platform, options: { seed: number; sessions: number; tag: string }): Promise<KillReport> {
  const random = seeded(options.seed)
  const target = await platform.find('redis')
  const answered: string[] = []
  const kills: Record<RoleName, number> = { supervisor: 0, server: 0, analysis: 0, agent: 0, sensor: 0 }
  const perRole = Math.ceil(options.sessions / roles.length)
  let number = 0
  for (const role of roles) {
    const moment = Math.floor(random() * perRole * 0.8)
    let restarted: Promise<void> = Promise.resolve()
    for (let done = 0; done < perRole; ) {
      const wave = Array.from({ length: Math.min(20, perRole - done) }, () => number++)
      const sessions = wave.map((n) =>
        talk(target, `127.77.${2 + (n % 4)}.${1 + (n % 200)}`, [`${options.tag}-${n}-a`, `${options.tag}-${n}-b`, `${options.tag}-${n}-c`]),
      )
      if (moment >= done && moment < done + wave.length) {
        kills[role] += platform.kill(role)
        if (role === 'supervisor') restarted = platform.start()
      }
      for (const marks of await Promise.all(sessions)) answered.push(...marks)
      done += wave.length
    }
    await restarted
    await eventually(
      `it serves again after the ${role} was killed`,
      async () => (await talk(target, '127.77.9.9', [`${options.tag}-after-${role}`])).length === 1,
      20_000,
    )
    answered.push(`${options.tag}-after-${role}`)
  }
  return { ...(await count(platform, options.tag, answered)), kills }
}

async function count(platform: Platform, tag: string, answered: readonly string[]): Promise<Omit<KillReport, 'kills'>> {
  await platform.signIn()
  let seen = new Map<string, number>()
  let [opened, closed] = [new Map<string, number>(), new Map<string, number>()]
  let leftovers: string[] = []
  const missing = () => answered.filter((mark) => !seen.has(mark))
  const unclosed = () => [...opened.keys()].filter((session) => !closed.has(session))
  await eventually('every answered command is stored, every session closed, every dead spool gone', async () => {
    seen = await counted(platform, 'command.ran', ({ facts }) => /^SET (\S+) 1$/.exec(String(facts.command))?.[1])
    opened = await counted(platform, 'connection.opened', ({ session }) => session)
    closed = await counted(platform, 'connection.closed', ({ session }) => session)
    leftovers = deadSpools(platform.data)
    return missing().length === 0 && unclosed().length === 0 && leftovers.length === 0
  }).catch(() => {
    // The report says what is missing; the test judges.
  })
  const marks = [...seen].filter(([mark]) => mark.startsWith(`${tag}-`))
  return {
    answered: answered.length,
    stored: marks.length,
    missing: missing(),
    doubled: marks.filter(([, times]) => times > 1).map(([mark]) => mark),
    unclosed: unclosed().length,
    closedTwice: [...closed.values()].filter((times) => times > 1).length,
    leftovers,
  }
}

type StoredEvent = Awaited<ReturnType<typeof pageOf>>['items'][number]

function pageOf(platform: Platform, kind: string, cursor: string | undefined) {
  return platform.client.call(resources.events.list, { query: { kind, limit: 1000, cursor } })
}

/** How often each name that `nameOf` gives stands in the log of a kind. */
async function counted(
  platform: Platform,
  kind: string,
  nameOf: (event: StoredEvent) => string | null | undefined,
): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  let cursor: string | undefined
  do {
    const page = await pageOf(platform, kind, cursor)
    for (const event of page.items) {
      const name = nameOf(event)
      if (name) times.set(name, (times.get(name) ?? 0) + 1)
    }
    cursor = page.next ?? undefined
  } while (cursor)
  return times
}

/** Spool directories whose sensor, named by its process id, is no more. */
function deadSpools(data: string): string[] {
  return globSync(join(data, 'sensors/*/spool/*')).filter((path) => !existsSync(`/proc/${path.split('-').at(-1)}`))
}
