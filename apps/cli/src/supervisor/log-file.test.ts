// A role's log: bounded, whole lines, and no reason to end.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogFile } from './log-file.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'decnet-log-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function makeLog(limit: number, path = join(directory, 'logs', 'role.log')) {
  const troubles: string[] = []
  const log = new LogFile({ path, limit, onTrouble: (detail) => troubles.push(detail) })
  return { log, path, troubles, say: (text: string) => log.append(Buffer.from(text)), read: (end = '') => readFileSync(path + end, 'utf8') }
}

test('is set aside at the end of a line once it is large enough, and no line is lost or torn between the two', () => {
  const { say, read, path } = makeLog(10)
  say('one\ntwo\nth')
  say('ree\nfour\n')
  expect([read('.1'), read()]).toEqual(['one\ntwo\nthree\n', 'four\n'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('holds at most the two latest files, however much is said', () => {
  const { say, read } = makeLog(100)
  for (let line = 0; line < 1000; line++) say(`line ${line}\n`)
  const kept = read('.1') + read()
  expect(kept.length).toBeLessThan(250)
  expect(kept).toMatch(/^(line \d+\n)+line 999\n$/)
})

test('a line that never ends is cut', () => {
  const { say, read } = makeLog(10)
  for (let times = 0; times < 100; times++) say('xxxxx')
  expect(read('.1').length + read().length).toBeLessThan(50)
})

test('a file that an earlier start left too large is set aside before anything is added', () => {
  const { say, read, path } = makeLog(10)
  mkdirSync(join(directory, 'logs'))
  writeFileSync(path, 'from an earlier start\n')
  say('new\n')
  expect([read('.1'), read()]).toEqual(['from an earlier start\n', 'new\n'])
})

test('a place that cannot be written is told once; writing goes on when it can be again', () => {
  const { say, read, troubles } = makeLog(100)
  writeFileSync(join(directory, 'logs'), 'in the way')
  say('lost\n')
  say('lost too\n')
  expect(troubles).toEqual([expect.stringContaining('logs')])
  rmSync(join(directory, 'logs'))
  say('kept\n')
  expect(read()).toBe('kept\n')
  expect(troubles).toHaveLength(1)
})
