// Which server to talk to, and as whom: the environment first, else what `decnet login` kept.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Client, makeClient } from '@decnet/contract'
import { Problem } from '@decnet/kernel'

/** What a sign-in leaves behind. */
export interface SavedSession {
  readonly url: string
  readonly token: string
}

/** Where the sign-in is kept, readable by its owner only. */
export function sessionPath(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'decnet', 'session.json')
}

/** The server's address when nobody named one. */
export const DEFAULT_URL = 'http://127.0.0.1:8080'

/** A client that is signed in. Without a token: Problem `auth.required`. */
export function readSession(env: NodeJS.ProcessEnv = process.env): Client {
  const saved = loadSession(env)
  const url = env.DECNET_URL ?? saved?.url ?? DEFAULT_URL
  const token = env.DECNET_TOKEN ?? saved?.token
  if (!token) throw new Problem('auth.required', 'Not signed in: run `decnet login`, or set DECNET_URL and DECNET_TOKEN')
  return makeClient({ baseUrl: url, token, fetch: reachable(url) })
}

/** `fetch`, with a sentence instead of a stack when nobody answers. */
export function reachable(url: string): typeof globalThis.fetch {
  return (input, init) =>
    globalThis.fetch(input, init).catch((cause: unknown) => {
      throw new Problem('internal', `No server answers at ${url}`, { cause })
    })
}

export function saveSession(session: SavedSession, env: NodeJS.ProcessEnv = process.env): void {
  const path = sessionPath(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, `${JSON.stringify(session)}\n`, { mode: 0o600 })
}

export function forgetSession(env: NodeJS.ProcessEnv = process.env): void {
  rmSync(sessionPath(env), { force: true })
}

export function loadSession(env: NodeJS.ProcessEnv = process.env): SavedSession | null {
  try {
    const saved: unknown = JSON.parse(readFileSync(sessionPath(env), 'utf8'))
    if (typeof saved === 'object' && saved !== null && 'url' in saved && 'token' in saved)
      return { url: String(saved.url), token: String(saved.token) }
    return null
  } catch {
    // No file, or not one of ours: not signed in.
    return null
  }
}
