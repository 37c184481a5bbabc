// One slow clock for all "so long ago" texts of the page.
import { useSyncExternalStore } from 'react'

const STEP_MS = 5_000
const listeners = new Set<() => void>()
let current = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  current = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    current = Date.now()
    timer = setInterval(tick, STEP_MS)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time now, moving every few seconds (milliseconds since the epoch). */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current)
}
