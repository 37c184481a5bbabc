// Reports of a runtime: the last word on each decky, and streams of what changes.
import type { RuntimeReport } from '@decnet/kernel'

/** Keeps the present state; a slow listener misses steps in between, never the last one. */
export class Reports {
  readonly #now = new Map<string, RuntimeReport>()
  readonly #listeners = new Set<Listener>()
  #ended = false

  /** The last report of a decky that is not gone. */
  get(deckyId: string): RuntimeReport | undefined {
    return this.#now.get(deckyId)
  }

  /** Says a decky's state; what was just said is not said again. `gone` is said to whoever listens now, and then forgotten. */
  say(report: RuntimeReport): void {
    const before = this.#now.get(report.decky_id)
    if (before && JSON.stringify(before) === JSON.stringify(report)) return
    if (report.state === 'gone') this.#now.delete(report.decky_id)
    else this.#now.set(report.decky_id, report)
    for (const listener of this.#listeners) listener.take(report)
  }

  /** The present state of all, then changes. */
  async *stream(): AsyncGenerator<RuntimeReport> {
    const listener = new Listener()
    for (const report of this.#now.values()) listener.take(report)
    this.#listeners.add(listener)
    try {
      while (true) {
        yield* listener.drain()
        if (this.#ended) return
        await listener.more()
      }
    } finally {
      this.#listeners.delete(listener)
    }
  }

  /** Ends all streams after what they still have. */
  end(): void {
    this.#ended = true
    for (const listener of this.#listeners) listener.wake()
  }
}

class Listener {
  readonly #waiting = new Map<string, RuntimeReport>()
  #wake: (() => void) | null = null

  take(report: RuntimeReport): void {
    // Deleted first, so that the order is that of the last word.
    this.#waiting.delete(report.decky_id)
    this.#waiting.set(report.decky_id, report)
    this.wake()
  }

  *drain(): Generator<RuntimeReport> {
    for (const [id, report] of this.#waiting) {
      this.#waiting.delete(id)
      yield report
    }
  }

  more(): Promise<void> {
    if (this.#waiting.size > 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  wake(): void {
    this.#wake?.()
    this.#wake = null
  }
}
