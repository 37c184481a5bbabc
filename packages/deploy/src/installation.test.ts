// The installation's secret: made once, kept, never equal on two installations, and telling nothing of itself.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isUuid } from '@decnet/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installation, loadInstallation } from './installation.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decnet-test-'))
})
afterEach(() => rm(directory, { recursive: true }))

test('the secret is made once, private, and read again', async () => {
  const path = join(directory, 'data', 'secret')
  const [one, two] = await Promise.all([loadInstallation(path), loadInstallation(path)])
  const three = await loadInstallation(path)
  expect((await readFile(path)).length).toBe(32)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect([two.id, three.id]).toEqual([one.id, one.id])
  expect(isUuid(one.id)).toBe(true)
})

test('a secret of the wrong size is refused and left alone', async () => {
  const path = join(directory, 'secret')
  await writeFile(path, 'short')
  await expect(loadInstallation(path)).rejects.toMatchObject({ code: 'config.invalid' })
  expect(await readFile(path, 'utf8')).toBe('short')
})

test('seeds are stable, differ between deckies and between installations', () => {
  const here = installation(new Uint8Array(32).fill(1))
  const there = installation(new Uint8Array(32).fill(2))
  expect(here.seedOf('a')).toBe(installation(new Uint8Array(32).fill(1)).seedOf('a'))
  expect(Buffer.from(here.seedOf('a'), 'base64')).toHaveLength(32)
  expect(new Set([here.seedOf('a'), here.seedOf('b'), there.seedOf('a'), there.seedOf('b')]).size).toBe(4)
  expect(here.id).not.toBe(there.id)
})
