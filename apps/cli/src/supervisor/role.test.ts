// A supervised child: started again when it ends, heard, and stopped when asked.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { Role } from './role.ts'

const scratch = mkdtempSync(join(tmpdir(), 'decnet-role-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function makeRole(script: string, program = process.execPath) {
  const said: unknown[] = []
  const ends: string[] = []
  const logFile = join(scratch, `${Math.random()}.log`)
  const role = new Role({
    name: 'child',
    command: { program, args: ['-e', script] },
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

  it.each(['/nowhere/to/be/found', 'a\0name that cannot be passed on'])(
    'takes a start that fails for a loss, and tries again: %j',
    async (program) => {
      const { role, ends } = makeRole('', program)
      role.start()
      await vi.waitFor(() => expect(ends.length).toBeGreaterThan(1), { timeout: 10_000 })
      await role.stop(100)
      expect(role.pid).toBeUndefined()
    },
  )

  it('goes on when the log cannot be written, and loses no line of a child that is killed', async () => {
    const lines = Array.from({ length: 20_000 }, (_, line) => `line ${line}\n`).join('')
    const { role, said, ends, logFile } = makeRole(
      `process.stderr.write(Array.from({ length: 20000 }, (_, line) => 'line ' + line + '\\n').join(''), () => console.log(process.pid)); ${ALIVE}`,
    )
    mkdirSync(logFile)
    const heard = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    role.start()
    await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 10_000 })
    expect(heard.mock.calls.map(([text]) => String(text))).toEqual([expect.stringContaining('its log cannot be written')])
    heard.mockRestore()
    rmSync(logFile, { recursive: true })
    process.kill(Number(said[0]), 'SIGKILL')
    await vi.waitFor(() => expect(said).toHaveLength(2), { timeout: 10_000 })
    process.kill(Number(said[1]), 'SIGKILL')
    await vi.waitFor(() => expect(ends).toHaveLength(2), { timeout: 10_000 })
    await role.stop(5000)
    expect(readFileSync(logFile, 'utf8')).toBe(lines)
  })

  it('kills a child that does not end when asked', async () => {
    const { role, said } = makeRole(`process.on('SIGTERM', () => {}); console.log(1); setInterval(() => {}, 1000)`)
    role.start()
    await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 10_000 })
    await role.stop(100)
    expect(role.pid).toBeUndefined()
  })
})
