// The oracle: a real daemon and our service beside it, the same probes to both, bytes and closes compared.
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Side } from './daemon.ts'
import { converse, type Outcome, settleBoth } from './peer.ts'
import { type Row, writeScore } from './score.ts'

/** What is sent in one step, on one of the probe's connections (0 unless told). */
export interface Step {
  readonly on?: number
  readonly send: string | Uint8Array
}

/** One row: what is sent to both, and what may differ in the answers. */
export interface Probe {
  readonly family: string
  /** Unique in its suite; holds no drawn value. */
  readonly name: string
  readonly steps: readonly (Step | string | Uint8Array)[]
  /** True when values were drawn at run time, so that a recorded answer cannot pass. */
  readonly drawn?: boolean
  /** Rewrites what may vary (dates, ids) before the comparison; gets latin1 text. `side` for values that only one has. */
  readonly mask?: (said: string, side: 'daemon' | 'ours') => string
  /** Half-closes after the last step, as `printf … | nc` does. */
  readonly hangUp?: boolean
  /** The least milliseconds of silence that count as an answer; raise it for daemons that think. Default 60. */
  readonly quiet?: number
}

export interface OracleInput {
  /** Of the section in docs/realism.md: `redis`, `http nginx`. */
  readonly suite: string
  /** One sentence: what was compared with what. */
  readonly about: string
  readonly binary: string
  readonly daemon: () => Promise<Side>
  readonly ours: () => Promise<Side>
  readonly probes: readonly Probe[]
  /** Probe name -> why it differs and stays so. Counts as a miss. */
  readonly exclusions?: Readonly<Record<string, string>>
  /** The least share of equal rows per family; default 0.95. */
  readonly least?: number
}

/** Declares the tests of one daemon: one per family, and writes the score when they are through. */
export function oracle(input: OracleInput): void {
  if (!existsSync(input.binary)) {
    console.log(`skipped: ${input.suite} is not compared, ${input.binary} is not installed`)
    describe.skip(`${input.suite} beside the real daemon (${input.binary} is not installed)`, () => it('', () => {}))
    return
  }
  const rows: Row[] = []
  describe(`${input.suite} beside the real daemon`, () => {
    let daemon: Side
    let ours: Side
    beforeAll(async () => {
      daemon = await input.daemon()
      ours = await input.ours()
    })
    afterAll(async () => {
      await daemon?.stop()
      await ours?.stop()
      const whole = rows.length === input.probes.length
      if (whole) writeScore({ suite: input.suite, about: input.about, rows })
    })
    it('has probes of unique names', () => {
      const names = input.probes.map((probe) => probe.name)
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
      expect(Object.keys(input.exclusions ?? {}).filter((name) => !names.includes(name))).toEqual([])
    })
    for (const family of new Set(input.probes.map((probe) => probe.family))) {
      it(`${family} answers as it does`, { timeout: 300_000 }, async () => {
        const mine = input.probes.filter((probe) => probe.family === family)
        const results: Row[] = []
        const unexplained: string[] = []
        for (const probe of mine) {
          const { row, difference } = await ask({ probe, daemon, ours, exclusion: input.exclusions?.[probe.name] })
          results.push(row)
          if (difference && !row.reason) unexplained.push(`${probe.name}\n${difference}`)
        }
        rows.push(...results)
        const equal = results.filter((row) => row.equal).length
        expect(unexplained.join('\n\n'), 'rows that differ without a written reason').toBe('')
        expect(equal / mine.length, `${equal} of ${mine.length} equal`).toBeGreaterThanOrEqual(input.least ?? 0.95)
      })
    }
  })
}

interface Asking {
  readonly probe: Probe
  readonly daemon: Side
  readonly ours: Side
  readonly exclusion: string | undefined
}

/** Sends one probe to both and compares, step by step. */
async function ask({ probe, daemon, ours, exclusion }: Asking): Promise<{ row: Row; difference: string }> {
  const steps = probe.steps.map((step) => (typeof step === 'string' || step instanceof Uint8Array ? { send: step } : step))
  const talks = [converse(daemon), converse(ours)] as const
  const differences: string[] = []
  try {
    for (const [index, step] of steps.entries()) {
      await Promise.all(talks.map((talk) => talk.send(step.on ?? 0, step.send)))
      if (probe.hangUp && index === steps.length - 1) for (const talk of talks) talk.finish()
      await settleBoth(talks, probe.quiet ?? 60, () => compare(probe, { real: talks[0].look(), said: talks[1].look() }) === '')
      const [real, said] = [talks[0].take(), talks[1].take()]
      const difference = compare(probe, { real, said })
      if (difference) differences.push(`step ${index + 1} ${JSON.stringify(step.send.toString().slice(0, 200))}${difference}`)
    }
  } finally {
    for (const talk of talks) talk.close()
  }
  const equal = differences.length === 0
  const row: Row = { family: probe.family, probe: probe.name, drawn: probe.drawn ?? false, equal }
  return { row: equal || !exclusion ? row : { ...row, reason: exclusion }, difference: differences.join('\n') }
}

function compare(probe: Probe, { real, said }: { real: readonly Outcome[]; said: readonly Outcome[] }): string {
  let text = ''
  for (const [index, expected] of real.entries()) {
    const actual = said[index]
    const [right, ours] = [shown(probe, expected, 'daemon'), shown(probe, actual, 'ours')]
    if (right !== ours) text += `\n    daemon ${right}\n    ours   ${ours}`
  }
  return text
}

function shown(probe: Probe, outcome: Outcome | undefined, side: 'daemon' | 'ours'): string {
  if (!outcome) return 'nothing'
  const said = outcome.bytes.toString('latin1')
  return `${JSON.stringify(probe.mask ? probe.mask(said, side) : said)} ${outcome.closed ? 'closed' : 'open'}`
}
