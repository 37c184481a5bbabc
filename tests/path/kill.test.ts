// kill -9 of every process in turn: after restart everything serves, and every event whose reply a client saw is stored exactly once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killRound } from './kill.ts'
import { Platform, roles } from './platform.ts'

const platform = new Platform()

beforeAll(() => platform.start(), 60_000)
afterAll(() => platform.stop(), 60_000)

describe('kill test', () => {
  it('1,000 scripted sessions lose nothing and double nothing', async () => {
    const report = await killRound(platform, { seed: 20261124, sessions: 1000, tag: 'k' })
    console.log(`kill test: ${JSON.stringify({ ...report, missing: report.missing.length, doubled: report.doubled.length })}`)
    expect(report.missing).toEqual([])
    expect(report.doubled).toEqual([])
    expect(report).toMatchObject({ unclosed: 0, closedTwice: 0, leftovers: [] })
    for (const role of roles) expect(report.kills[role], role).toBeGreaterThan(0)
    // A killed sensor cuts off those who were talking to it; all others were served.
    expect(report.answered).toBeGreaterThan(1500)
  }, 180_000)
})
