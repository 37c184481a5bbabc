// Wakes a reader when a watched directory changes. Only a hint: where the system gives none, the reader's poll finds the news.
import { type FSWatcher, watch } from 'node:fs'
import type { Clock } from '@decnet/kernel'

export class Watch {
  readonly #watchers = new Map<string, FSWatcher>()
  #news = false
  #wake: (() => void) | null = null

  add(directory: string): void {
    if (this.#watchers.has(directory)) return
    try {
      const watcher = watch(directory, { persistent: false }, () => this.notify())
      watcher.on('error', () => this.remove(directory))
      this.#watchers.set(directory, watcher)
    } catch {
      // Out of watches, or the directory is gone again: polled only.
    }
  }

  remove(directory: string): void {
    this.#watchers.get(directory)?.close()
    this.#watchers.delete(directory)
  }

  /** Says that there is news. */
  notify(): void {
    this.#news = true
    this.#wake?.()
  }

  /** Resolves on news since the last wait, after `ms`, or when `signal` aborts. */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#news) {
      const enough = new AbortController()
      const stop = () => enough.abort()
      this.#wake = stop
      signal.addEventListener('abort', stop, { once: true })
      if (!signal.aborted) await clock.sleep(ms, enough.signal)
      signal.removeEventListener('abort', stop)
      this.#wake = null
    }
    this.#news = false
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }
}
