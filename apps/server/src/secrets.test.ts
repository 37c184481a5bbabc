// Secret files: made once, the same for two that start at once, for the owner's eyes only.
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readOrMakeSecret } from './secrets.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decnet-secrets-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('is made once and read afterwards', async () => {
  const path = join(directory, 'jwt-secret')
  const made = await readOrMakeSecret(path)
  expect(made).toMatch(/^[\w-]{43}$/)
  expect(await readOrMakeSecret(path)).toBe(made)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(directory)).toEqual(['jwt-secret'])
})

test('a file that was cut short is an error, not a new secret', async () => {
  const path = join(directory, 'jwt-secret')
  await writeFile(path, 'short\n')
  await expect(readOrMakeSecret(path)).rejects.toMatchObject({ code: 'config.invalid' })
})
