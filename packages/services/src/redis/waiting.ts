// Blocked clients: who waits for which keys, served in order when a key changes.
import type { Client } from './client.ts'
import { NOTHING, type Reply } from './reply.ts'

interface Waiter {
  readonly keys: readonly string[]
  /** Tries again: the reply, or undefined to go on waiting. */
  readonly attempt: () => Reply | undefined
  readonly done: (reply: Reply) => void
  readonly client: Client
}

/** The waiting room of one server. Keys are `database key` pairs as one text. */
export class WaitingRoom {
  #waiters = new Set<Waiter>()
  #byKey = new Map<string, number>()
  #ready = false

  get size(): number {
    return this.#waiters.size
  }

  /** A key changed; whoever waits is served after the command that did it. */
  changed(key: string): void {
    if (this.#byKey.has(key)) this.#ready = true
  }

  /** Serves whom it can, first come first served. */
  serve(): void {
    while (this.#ready) {
      this.#ready = false
      for (const waiter of [...this.#waiters]) {
        const reply = waiter.attempt()
        if (reply !== undefined) waiter.done(reply)
      }
    }
  }

  /**
   * Waits for one of `keys`; `milliseconds` 0 is for ever. Gives `otherwise` when time is up or the client was dropped. A client whose
   * sending side has closed is let go without a reply, as Redis frees a blocked client when it reads the end.
   */
  wait(input: {
    readonly client: Client
    readonly keys: readonly string[]
    readonly milliseconds: number
    readonly attempt: () => Reply | undefined
    readonly otherwise: Reply
  }): Promise<Reply> {
    const { client, keys, milliseconds } = input
    return new Promise((resolve) => {
      const timer = new AbortController()
      const { busy } = client
      const waiter: Waiter = {
        keys,
        client,
        attempt: input.attempt,
        done: (reply) => {
          if (!this.#waiters.delete(waiter)) return
          for (const key of keys) this.#count(key, -1)
          client.blocked = false
          client.busy = busy
          gone.removeEventListener('abort', leave)
          client.dropped.removeEventListener('abort', give)
          timer.abort()
          resolve(reply)
        },
      }
      const give = () => waiter.done(input.otherwise)
      const leave = () => waiter.done(NOTHING)
      const gone = AbortSignal.any([client.talk.peerEnded, client.talk.signal])
      this.#waiters.add(waiter)
      for (const key of keys) this.#count(key, 1)
      client.blocked = true
      // What was answered before leaves before the wait.
      client.busy = false
      void client.flush()
      gone.addEventListener('abort', leave, { once: true })
      client.dropped.addEventListener('abort', give, { once: true })
      if (milliseconds > 0) void client.talk.clock.sleep(milliseconds, timer.signal).then(give)
      if (gone.aborted) leave()
      else if (client.dropped.aborted) give()
    })
  }

  /** Ends a client's wait with `reply`; false when it does not wait. */
  release(client: Client, reply: Reply | undefined): boolean {
    for (const waiter of this.#waiters) {
      if (waiter.client !== client) continue
      if (reply !== undefined) waiter.done(reply)
      return true
    }
    return false
  }

  #count(key: string, by: number): void {
    const count = (this.#byKey.get(key) ?? 0) + by
    if (count > 0) this.#byKey.set(key, count)
    else this.#byKey.delete(key)
  }
}
