// The spool: one write per turn, a bound of disk, failing disks, rotation, torn tails.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '@decnet/kernel'
import { afterEach, describe, expect, test } from 'vitest'
import { silentLog } from './log.ts'
import { openSegments, type SpoolDisk, type WriteOutcome } from './segments.ts'
import { Spool } from './spool.ts'
import { readFrames } from './testing.ts'

const owner = { decky_id: '0197a000-0000-7000-8000-000000000001' }
const dirs: string[] = []
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
})

function directory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'decnet-spool-'))
  dirs.push(dir)
  return dir
}

/** A disk in memory that says how each write fared. */
function memoryDisk(): SpoolDisk & { batches: string[]; outcome: (batch: Buffer) => WriteOutcome; used: number } {
  return {
    batches: [],
    used: 0,
    outcome: (batch) => ({ written: batch.length }),
    write(batch) {
      const outcome = this.outcome(batch)
      if (outcome.written > 0) this.batches.push(batch.subarray(0, outcome.written).toString())
      this.used += outcome.written
      return outcome
    },
    measure() {
      return this.used
    },
    close: () => undefined,
  }
}

function spoolOn(disk: SpoolDisk, bound = 1_000_000) {
  const clock = manualClock()
  const spool = new Spool<typeof owner>({
    disk,
    clock,
    bound,
    log: silentLog,
    lossFrame: ({ what, count }) => `lost ${count} ${what}\n`,
  })
  return { spool, clock }
}

describe('writing', () => {
  test('frames of one turn are one write, in order; nothing is pending afterwards', async () => {
    const disk = memoryDisk()
    const { spool } = spoolOn(disk)
    for (const line of ['a\n', 'b\n', 'ä\n']) expect(spool.append(line, 'events', owner)).toBe(true)
    expect(disk.batches).toEqual([])
    await spool.flushed()
    expect(disk.batches).toEqual(['a\nb\nä\n'])
    expect(spool.flushed()).toBeUndefined()
    expect(spool.stats()).toMatchObject({ frames: 3, writes: 1, used: 7, lost: 0 })
  })

  test('what is queued during a slow write goes with the next, and its promise waits for that one', async () => {
    const releases: (() => void)[] = []
    const written: string[] = []
    const { spool } = spoolOn({
      write: (batch) =>
        new Promise((resolve) => {
          releases.push(() => {
            written.push(batch.toString())
            resolve({ written: batch.length })
          })
        }),
      measure: () => 0,
      close: () => undefined,
    })
    spool.append('a\n', 'events', owner)
    const first = spool.flushed()
    await new Promise(setImmediate)
    spool.append('b\n', 'events', owner)
    spool.append('c\n', 'events', owner)
    let second = false
    const rest = spool.flushed()?.then(() => {
      second = true
    })
    releases[0]?.()
    await first
    expect(second).toBe(false)
    releases[1]?.()
    await rest
    expect(written).toEqual(['a\n', 'b\nc\n'])
  })
})

describe('the bound of disk', () => {
  test('transcripts stop at 80 %, captures at 95 %, events at 100 %; room brings the losses to light', async () => {
    const disk = memoryDisk()
    const { spool, clock } = spoolOn(disk, 100)
    spool.append(`${'x'.repeat(84)}\n`, 'events', owner)
    await spool.flushed()
    expect(spool.append('t\n', 'transcripts', owner)).toBe(false)
    expect(spool.append('123456789\n', 'captures', owner)).toBe(true)
    await spool.flushed()
    expect(spool.hasRoom('captures')).toBe(true)
    expect(spool.append('c\n', 'captures', owner)).toBe(false)
    expect(spool.append('e\n', 'events', owner)).toBe(true)
    await spool.flushed()
    expect(spool.append('late\n', 'events', owner)).toBe(false)
    expect(spool.append('late\n', 'events', owner)).toBe(false)
    expect(spool.stats().lost).toBe(4)
    disk.used = 10
    clock.advance(1000)
    spool.tick()
    await spool.flushed()
    expect(disk.batches.at(-1)?.split('\n').sort()).toEqual(['', 'lost 1 captures', 'lost 1 transcripts', 'lost 2 events'])
    spool.append('on\n', 'events', owner)
    await spool.flushed()
    expect(disk.batches.at(-1)).toBe('on\n')
  })

  test('a failed write loses what it did not hold, and the telling of a loss that fails counts once', async () => {
    const disk = memoryDisk()
    const { spool, clock } = spoolOn(disk)
    disk.outcome = () => ({ written: 5, error: 'ENOSPC' })
    for (const line of ['aa\n', 'bb\n', 'cc\n']) spool.append(line, 'events', owner)
    await spool.flushed()
    expect(disk.batches).toEqual(['aa\nbb'])
    expect(spool.stats()).toMatchObject({ frames: 1, lost: 2, failures: 1 })
    expect(spool.append('dd\n', 'events', owner)).toBe(false)
    disk.outcome = () => ({ written: 0, error: 'EIO' })
    clock.advance(1000)
    spool.tick()
    await spool.flushed()
    expect(spool.stats()).toMatchObject({ lost: 3, failures: 2 })
    disk.outcome = (batch) => ({ written: batch.length })
    clock.advance(1000)
    spool.append('ee\n', 'events', owner)
    await spool.flushed()
    expect(disk.batches.at(-1)).toBe('lost 3 events\nee\n')
  })
})

describe('segments', () => {
  const line = (n: number) => `${JSON.stringify({ frame: 'chunk', capture: '0197a000-0000-7000-8000-000000000001', n, data: '' })}\n`

  test('rotate at the bound, one batch whole in one segment; measured with those of earlier incarnations', () => {
    const root = directory()
    const old = openSegments({ root, incarnation: '1-1', segmentBytes: 1000 })
    old.write(Buffer.from('old\n'))
    const disk = openSegments({ root, incarnation: '2-1', segmentBytes: 10 })
    for (const batch of ['12345678\n', 'ab\n', 'a batch above the bound\n', 'c\n']) disk.write(Buffer.from(batch))
    expect(readdirSync(join(root, '2-1')).sort()).toEqual(['00000001.ndjson', '00000002.ndjson', '00000003.ndjson', '00000004.ndjson'])
    expect(readFileSync(join(root, '2-1', '00000003.ndjson'), 'utf8')).toBe('a batch above the bound\n')
    expect(disk.measure()).toBe(4 + 9 + 3 + 24 + 2)
    rmSync(join(root, '2-1', '00000001.ndjson'))
    expect(disk.measure()).toBe(4 + 3 + 24 + 2)
    expect(statSync(join(root, '2-1', '00000002.ndjson')).mode & 0o007).toBe(0)
    disk.close()
    old.close()
  })

  test('a segment that cannot be written is an outcome, and the next write begins a new one', () => {
    const root = directory()
    writeFileSync(join(root, 'blocked'), 'a file where the directory should be')
    const disk = openSegments({ root, incarnation: 'blocked', segmentBytes: 1000 })
    expect(disk.write(Buffer.from('lost\n'))).toMatchObject({ written: 0, error: expect.stringMatching(/EEXIST|ENOTDIR/) })
    rmSync(join(root, 'blocked'))
    expect(disk.write(Buffer.from('kept\n'))).toEqual({ written: 5 })
    disk.close()
  })

  test('a write that the kernel cuts short tells what is on disk; the next write begins a new segment', () => {
    const root = directory()
    const script = `
      import { openSegments } from ${JSON.stringify(new URL('./segments.ts', import.meta.url).href)}
      const disk = openSegments({ root: ${JSON.stringify(root)}, incarnation: '1-1', segmentBytes: 1e6 })
      const outcomes = [disk.write(Buffer.alloc(700, 'a')), disk.write(Buffer.alloc(700, 'b')), disk.write(Buffer.from('c'))]
      console.log(JSON.stringify(outcomes))`
    // A bound of 1 KiB for each file (RLIMIT_FSIZE) fails as a full disk does: first in part, then wholly.
    const command = `ulimit -f 1; exec "${process.execPath}" --conditions=source --input-type=module -`
    const outcomes = JSON.parse(execFileSync('bash', ['-c', command], { input: script, encoding: 'utf8' }))
    expect(outcomes).toEqual([{ written: 700 }, { written: 324, error: expect.stringContaining('EFBIG') }, { written: 1 }])
    expect(readFileSync(join(root, '1-1', '00000002.ndjson'), 'utf8')).toBe('c')
  })

  test('a torn last line is no frame', () => {
    const root = directory()
    const disk = openSegments({ root, incarnation: '1-1', segmentBytes: 1_000_000 })
    disk.write(Buffer.from(`${line(0)}${line(1)}${line(2).slice(0, 40)}`))
    expect(readFrames(root).map((frame) => (frame.frame === 'chunk' ? frame.n : -1))).toEqual([0, 1])
    disk.close()
  })
})
