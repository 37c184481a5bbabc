// A supervised child: started again when it ends, heard, and stopped when asked.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { Role } from './role.ts'

const scratch = mkdtempSync(join(tmpdir(), 'decnet-role-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function makeRole(script: string) {
  const said: unknown[] = []
  const ends: string[] = []
  const logFile = join(scratch, `${Math.random()}.log`)
  const role = new Role({
    name: 'child',
    command: { program: process.execPath, args: ['-e', script] },
    logFile,
    onSay: (message) => said.push(message),
    onEnd: (detail) => ends.push(detail),
  })
  return { role, said, ends, logFile }
}

const ALIVE = 'setInterval(() => {}, 1000); process.stdin.resume().on("end", () => process.exit(0));'

describe('role', () => {
  it('hears JSON lines, keeps errors in the log, and stops on request without being called a loss', async () => {
    const { role, said, ends, logFile } = makeRole(`console.log('{"ready":1}'); console.error('a diagnostic'); ${ALIVE}`)
    role.start()
    await vi.waitFor(() => expect(said).toEqual([{ ready: 1 }]), { timeout: 10_000 })
    await role.stop(5000)
    expect(role.pid).toBeUndefined()
    expect(ends).toEqual([])
    expect(readFileSync(logFile, 'utf8')).toBe('a diagnostic\n')
  })

  it('starts again a child that was killed', async () => {
    const { role, said, ends } = makeRole(`console.log(process.pid); ${ALIVE}`)
    role.start()
    await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 10_000 })
    process.kill(Number(said[0]), 'SIGKILL')
    await vi.waitFor(() => expect(said).toHaveLength(2), { timeout: 10_000 })
    expect(ends).toEqual(['was killed by SIGKILL'])
    expect(said[1]).not.toBe(said[0])
    await role.stop(5000)
  })

  it('kills a child that does not end when asked', async () => {
    const { role, said } = makeRole(`process.on('SIGTERM', () => {}); console.log(1); setInterval(() => {}, 1000)`)
    role.start()
    await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 10_000 })
    await role.stop(100)
    expect(role.pid).toBeUndefined()
  })
})
