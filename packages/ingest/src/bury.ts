// Burying a closed incarnation: its notes, parts, files and position go. Any step may fail or be cut short by a kill,
// and all of it may be done again: what is left would count against the sensor's bound on disk for good.
import { rm } from 'node:fs/promises'
import { type SpoolPosition, type Store, spools } from '@decnet/store'
import type { Captures } from './captures.ts'
import type { Collector } from './collect.ts'
import type { OpenSessions } from './open-sessions.ts'
import { listSpools, type Spool } from './spools.ts'

export interface BurialParts {
  readonly store: Store
  readonly captures: Captures
  readonly open: OpenSessions
  readonly alive: (pid: number) => boolean
}

/** Buries a spool whose sessions are closed. False when its process lives on: it may still write, and is read on until it is gone. */
export async function bury(parts: BurialParts, collector: Collector, spool: Spool): Promise<boolean> {
  await parts.captures.endSpool(spool.key)
  await parts.open.end(spool.key)
  if (parts.alive(spool.pid)) return false
  await rm(spool.directory, { recursive: true, force: true })
  await parts.store.write((tx) => spools.remove(tx, spool))
  // Last, so that a burial that failed before is tried again.
  await collector.forget(spool)
  return true
}

/** Removes the positions of closed incarnations whose directories are gone: a kill came between the two. */
export async function forgetGone(parts: BurialParts, data: string, positions: readonly SpoolPosition[]): Promise<void> {
  const closed = positions.filter(({ closed_at }) => closed_at !== null)
  if (closed.length === 0) return
  const there = new Set((await listSpools(data)).map(({ key }) => key))
  const gone = closed.filter(({ sensor, incarnation }) => !there.has(`${sensor}.${incarnation}`))
  for (const { sensor, incarnation } of gone) {
    await parts.captures.endSpool(`${sensor}.${incarnation}`)
    await parts.open.end(`${sensor}.${incarnation}`)
    await parts.store.write((tx) => spools.remove(tx, { sensor, incarnation }))
  }
}
