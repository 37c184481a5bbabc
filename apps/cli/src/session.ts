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

/** What a client, or the stream, needs to reach a server as somebody. */
export interface Target {
  readonly baseUrl: string
  readonly token: string
  readonly fetch: typeof globalThis.fetch
}

/** The server to talk to, and the token for it. Without a token for that very server: Problem `auth.required`. */
export function readTarget(env: NodeJS.ProcessEnv = process.env): Target {
  const saved = loadSession(env)
  const baseUrl = serverUrl(env)
  // A token goes to the server that issued it and to no other.
  const token = env.DECNET_TOKEN || (saved && withoutSlash(saved.url) === baseUrl ? saved.token : '')
  if (!token) throw new Problem('auth.required', `Not signed in at ${baseUrl}: run \`decnet login\`, or set DECNET_URL and DECNET_TOKEN`)
  return { baseUrl, token, fetch: reachable(baseUrl) }
}

/** A client that is signed in. Without a token: Problem `auth.required`. */
export function readSession(env: NodeJS.ProcessEnv = process.env): Client {
  return makeClient(readTarget(env))
}

/** The server that was named, else that of the environment (an empty variable is none), else the kept one, else the default. */
export function serverUrl(env: NodeJS.ProcessEnv, named?: string): string {
  return withoutSlash(named || env.DECNET_URL || loadSession(env)?.url || DEFAULT_URL)
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
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
