// Tempo: does a person act, or a program? From the gaps between actions and from how much goes on at once.
import type { AttackerProfile } from '@decnet/kernel'

export type Tempo = AttackerProfile['tempo']

export interface Verdict {
  readonly tempo: Tempo
  /** Plain words, with the figures that led there. */
  readonly reason: string
}

/** The gaps that are looked at: the last so many. */
export const GAPS_KEPT = 64
/** Fewer gaps than this say nothing. */
export const GAPS_NEEDED = 8
/** A gap this long is absence, not tempo, in milliseconds. */
export const ABSENCE_MS = 600_000
/**
 * Nobody sees an answer, decides and acts in less: one perceive-decide-act cycle of a person takes 105 to 470 ms
 * (Card, Moran and Newell, The Psychology of Human-Computer Interaction, 1983, the Model Human Processor).
 */
const FAST_MS = 100
/** From here on a gap is a pause: time to read or to type a line. */
const PAUSE_MS = 1_000
/** Typical time to read an answer and act on it. */
const CONSIDERED_MS = 500
/** Sessions at once that no person opens by hand; browsers open six to one host. */
export const MANY_SESSIONS = 8
const EVEN_GAPS_NEEDED = 16

/** Judges from the last gaps between actions (milliseconds, at most {@link GAPS_KEPT}) and the sessions open at once. */
export function judge(gaps: readonly number[], parallel: number): Verdict {
  if (parallel >= MANY_SESSIONS) {
    return { tempo: 'automated', reason: `${parallel} sessions open at once; a browser opens six to one host, a person fewer` }
  }
  if (gaps.length < GAPS_NEEDED) {
    return { tempo: 'unknown', reason: `Only ${gaps.length} gaps between actions seen; it takes ${GAPS_NEEDED} to tell` }
  }
  const sorted = [...gaps].sort((a, b) => a - b)
  const [low, median, high] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)]
  const fast = percent(sorted, (gap) => gap < FAST_MS)
  const pauses = percent(sorted, (gap) => gap >= PAUSE_MS)
  const figures = `of the last ${gaps.length} gaps between actions the median is ${median} ms, ${fast} % are under ${FAST_MS} ms`
  if (median < FAST_MS && pauses < 10) return { tempo: 'automated', reason: `Faster than a person acts: ${figures}` }
  if (median < FAST_MS) {
    const reason = `Bursts with pauses between, as of a browser or of a script that waits: ${figures}, ${pauses} % are ${PAUSE_MS} ms or more`
    return { tempo: 'unknown', reason }
  }
  if (gaps.length >= EVEN_GAPS_NEEDED && high - low <= median / 10) {
    return { tempo: 'automated', reason: `More even than a person acts: ${figures}, and half of them lie between ${low} and ${high} ms` }
  }
  if (median >= CONSIDERED_MS && fast <= 10 && high * 2 >= low * 3) {
    return { tempo: 'human', reason: `As slow and uneven as a person: ${figures}, and half of them lie between ${low} and ${high} ms` }
  }
  return { tempo: 'unknown', reason: `Between a person's pace and a program's: ${figures}` }
}

/** The nearest-rank quantile of sorted values. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function percent(values: readonly number[], which: (value: number) => boolean): number {
  return Math.round((values.filter(which).length * 100) / values.length)
}
