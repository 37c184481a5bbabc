// Figures of a run: percentiles, and what a process weighs.
import { readFileSync } from 'node:fs'

/** The p-th percentile (nearest rank) of `values`, rounded to a hundredth; 0 for none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round((sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0) * 100) / 100
}

/** Resident and proportional memory of a process in MB, from /proc. */
export function memoryOf(pid: number): { rss_mb: number; pss_mb: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const figure = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 102.4) / 10
  return { rss_mb: figure('Rss'), pss_mb: figure('Pss') }
}
