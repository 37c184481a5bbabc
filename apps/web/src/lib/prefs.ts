// What this browser remembers: the zone that times are shown in, the rail's width, and when its user last looked.
import { useSyncExternalStore } from 'react'
import type { Zone } from './time.ts'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(name: string): string | null {
  // Storage may be forbidden; then nothing is remembered.
  try {
    return localStorage.getItem(`decnet.${name}`)
  } catch {
    return null
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`decnet.${name}`, value)
  } catch {
    return
  } finally {
    for (const listener of listeners) listener()
  }
}

/** The zone for times, and how to change it. */
export function useZone(): [Zone, (zone: Zone) => void] {
  const zone = useSyncExternalStore(subscribe, () => (read('zone') === 'utc' ? 'utc' : 'local'))
  return [zone, (next) => write('zone', next)]
}

/** Whether the rail shows icons only. */
export function useNarrowRail(): [boolean, (narrow: boolean) => void] {
  const narrow = useSyncExternalStore(subscribe, () => read('rail') === 'narrow')
  return [narrow, (next) => write('rail', next ? 'narrow' : 'wide')]
}

const HOUR = 3_600_000

/** Since when the summary counts (milliseconds since the epoch); `first` when this browser has not been here before. */
export interface Visit {
  readonly since: number
  readonly first: boolean
}

/**
 * When this browser's user last left the overview; a day ago on the first visit.
 * A visit that ended less than half an hour ago goes on: a reload does not empty the summary.
 */
export function lastVisit(now: number): Visit {
  const seen = Number(read('seen') ?? 0)
  const since = Number(read('since') ?? 0)
  const fresh = seen > 0 && now - seen < HOUR / 2
  const start = fresh && since > 0 ? since : seen > 0 ? seen : now - 24 * HOUR
  write('since', String(start))
  if (seen === 0) write('first', String(start))
  return { since: start, first: read('first') === String(start) }
}

/** Says that the overview is being looked at now. */
export function markVisit(now: number): void {
  write('seen', String(now))
}

/** Starts the summary anew from now. */
export function restartVisit(now: number): void {
  write('since', String(now))
  write('seen', String(now))
}
