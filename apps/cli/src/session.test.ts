// Signing in: the environment wins over what was kept, and what is kept only its owner can read.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resources } from '@decnet/contract'
import { Problem } from '@decnet/kernel'
import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_URL, forgetSession, loadSession, readSession, readTarget, saveSession, serverUrl, sessionPath } from './session.ts'

const home = mkdtempSync(join(tmpdir(), 'decnet-session-'))
const env = { XDG_CONFIG_HOME: home }

afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('session', () => {
  it('is kept for its owner only, and forgotten', () => {
    saveSession({ url: 'http://127.0.0.1:1', token: 'kept' }, env)
    expect(statSync(sessionPath(env)).mode & 0o777).toBe(0o600)
    expect(loadSession(env)).toEqual({ url: 'http://127.0.0.1:1', token: 'kept' })
    forgetSession(env)
    expect(loadSession(env)).toBeNull()
  })

  it('takes the server of the environment before the kept one', () => {
    saveSession({ url: 'http://127.0.0.1:1', token: 'kept' }, env)
    expect(readSession({ ...env, DECNET_URL: 'http://127.0.0.1:2', DECNET_TOKEN: 't' }).url(resources.findings.list)).toBe(
      'http://127.0.0.1:2/api/v1/findings',
    )
    expect(readSession(env).url(resources.findings.list)).toBe('http://127.0.0.1:1/api/v1/findings')
  })

  it('sends a kept token to no other server than the one it is for', () => {
    saveSession({ url: 'http://127.0.0.1:1', token: 'kept' }, env)
    expect(() => readTarget({ ...env, DECNET_URL: 'http://127.0.0.1:2' })).toThrow(expect.objectContaining({ code: 'auth.required' }))
    expect(readTarget({ ...env, DECNET_URL: 'http://127.0.0.1:1/' })).toMatchObject({ baseUrl: 'http://127.0.0.1:1', token: 'kept' })
    expect(readTarget({ ...env, DECNET_URL: 'http://127.0.0.1:2', DECNET_TOKEN: 't' })).toMatchObject({ token: 't' })
  })

  it('takes an empty variable for none', () => {
    expect(serverUrl({ ...env, DECNET_URL: '' })).toBe(DEFAULT_URL)
    saveSession({ url: 'http://127.0.0.1:1', token: 'kept' }, env)
    expect(readTarget({ ...env, DECNET_URL: '', DECNET_TOKEN: '' })).toMatchObject({ baseUrl: 'http://127.0.0.1:1', token: 'kept' })
  })

  it('without a token is a problem that says what to do', () => {
    expect(() => readSession(env)).toThrow(Problem)
  })
})
