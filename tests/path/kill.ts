// Kills: every role of a platform, at random moments, while scripted clients talk; then counts what was promised.
import { once } from 'node:events'
import { connect } from 'node:net'
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
  const missing = () => answered.filter((mark) => !seen.has(mark))
  await eventually('every answered command is stored', async () => {
    seen = await storedMarks(platform, tag)
    return missing().length === 0
  }).catch(() => {
    // The report says what is missing; the test judges.
  })
  return {
    answered: answered.length,
    stored: seen.size,
    missing: missing(),
    doubled: [...seen].filter(([, times]) => times > 1).map(([mark]) => mark),
  }
}

/** How often each mark of `tag` is stored. */
async function storedMarks(platform: Platform, tag: string): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  let cursor: string | undefined
  do {
    const page = await platform.client.call(resources.events.list, { query: { kind: 'command.ran', limit: 1000, cursor } })
    for (const { facts } of page.items) {
      const mark = /^SET (\S+) 1$/.exec(String(facts.command))?.[1]
      if (mark?.startsWith(`${tag}-`)) times.set(mark, (times.get(mark) ?? 0) + 1)
    }
    cursor = page.next ?? undefined
  } while (cursor)
  return times
}
