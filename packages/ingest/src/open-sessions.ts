// Which sessions each incarnation has open, so that they can be closed when it dies. Kept in a file beside the store:
// a note may outlive its session (the store is asked before one is closed), it may never be missing.
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What of an event matters here. */
export interface SessionMark {
  readonly session: string | null
  readonly decky_id: string
  readonly kind: string
}

interface Notes {
  /** Session to decky. */
  readonly open: Map<string, string>
  /** Opened, and not in the file yet. */
  readonly unsaved: Set<string>
  /** Lines in the file. */
  lines: number
}

// A flood of connections that never close is bounded by the sensor; this bounds a sensor that lies.
const MAX_OPEN = 500_000
const SLACK_LINES = 10_000

/** Notes of open sessions, by spool. */
export class OpenSessions {
  readonly #directory: string
  readonly #spools = new Map<string, Notes>()

  constructor(directory: string) {
    this.#directory = directory
  }

  /** Notes what events of a spool open and close; call it before they are committed. */
  async note(spool: string, events: readonly SessionMark[]): Promise<void> {
    const notes = await this.#notes(spool)
    for (const { session, decky_id, kind } of events) {
      if (session === null) continue
      if (kind === 'connection.closed') {
        notes.open.delete(session)
        notes.unsaved.delete(session)
      } else if (!notes.open.has(session) && notes.open.size < MAX_OPEN) {
        notes.open.set(session, decky_id)
        notes.unsaved.add(session)
      }
    }
    if (notes.unsaved.size > 0) await this.#save(spool, notes)
  }

  /** The sessions that a spool has open, as `[session, decky_id]`. */
  async openOf(spool: string): Promise<[string, string][]> {
    return [...(await this.#notes(spool)).open]
  }

  /** Drops a spool's notes: its sessions are closed in the store. */
  async end(spool: string): Promise<void> {
    this.#spools.delete(spool)
    await rm(this.#file(spool), { force: true })
  }

  #file(spool: string): string {
    return join(this.#directory, `${spool}.sessions`)
  }

  async #notes(spool: string): Promise<Notes> {
    const known = this.#spools.get(spool)
    if (known !== undefined) return known
    const text = await readFile(this.#file(spool), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const lines = text.split('\n').filter((line) => line.length === 73)
    const open = new Map(lines.map((line) => [line.slice(0, 36), line.slice(37)] as const))
    // A line torn by a kill has no newline; the next must not be glued to it.
    const notes = { open, unsaved: new Set<string>(), lines: text.endsWith('\n') || text === '' ? lines.length : Number.POSITIVE_INFINITY }
    this.#spools.set(spool, notes)
    return notes
  }

  async #save(spool: string, notes: Notes): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    const file = this.#file(spool)
    if (notes.lines > SLACK_LINES && notes.lines > notes.open.size * 2) {
      await writeFile(`${file}.new`, linesOf(notes.open.keys(), notes.open), { mode: 0o600 })
      await rename(`${file}.new`, file)
      notes.lines = notes.open.size
    } else {
      await appendFile(file, linesOf(notes.unsaved, notes.open), { mode: 0o600 })
      notes.lines += notes.unsaved.size
    }
    notes.unsaved.clear()
  }
}

function linesOf(sessions: Iterable<string>, deckies: ReadonlyMap<string, string>): string {
  let text = ''
  for (const session of sessions) text += `${session} ${deckies.get(session) ?? ''}\n`
  return text
}
