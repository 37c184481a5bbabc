// The `memory:` transport: one process, no serialisation, a bounded queue for each subscriber.
import { Problem } from '@decnet/kernel'
import type { Bus, BusMessage, BusStats, SubscribeOptions, Subscription } from './bus.ts'
import { checkTopic, compilePattern } from './match.ts'
import { BoundedQueue } from './queue.ts'

const DEFAULT_LIMIT = 1024
// Topics repeat (deckies x kinds): who wants one is worked out once, until the subscribers change.
const MAX_ROUTES = 4096

interface Subscriber {
  readonly pattern: string
  readonly wants: (topic: string) => boolean
  readonly queue: BoundedQueue<BusMessage>
}

class MemoryBus implements Bus {
  readonly #subscribers = new Set<Subscriber>()
  readonly #routes = new Map<string, readonly Subscriber[]>()
  #closed = false
  #published = 0
  #delivered = 0
  #dropped = 0

  publish(topic: string, payload: unknown): void {
    this.#mustBeOpen()
    const route = this.#routes.get(topic) ?? this.#route(topic)
    this.#published++
    for (const subscriber of route) {
      this.#delivered++
      if (subscriber.queue.push({ topic, payload })) this.#dropped++
    }
  }

  subscribe(pattern: string, options: SubscribeOptions = {}): Subscription {
    this.#mustBeOpen()
    const limit = options.limit ?? DEFAULT_LIMIT
    if (!Number.isSafeInteger(limit) || limit < 1)
      throw new Problem('request.invalid', `A subscriber's limit must be 1 or more, not ${limit}`)
    const subscriber: Subscriber = { pattern, wants: compilePattern(pattern), queue: new BoundedQueue(limit) }
    this.#subscribers.add(subscriber)
    this.#routes.clear()
    return this.#subscription(subscriber)
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  stats(): BusStats {
    const subscriptions = [...this.#subscribers].map(({ pattern, queue }) => ({ pattern, queued: queue.size, dropped: queue.dropped }))
    return { published: this.#published, delivered: this.#delivered, dropped: this.#dropped, subscriptions }
  }

  close(): Promise<void> {
    this.#closed = true
    for (const { queue } of this.#subscribers) queue.end(false)
    this.#subscribers.clear()
    this.#routes.clear()
    return Promise.resolve()
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Problem('conflict', 'The bus is closed')
  }

  #route(topic: string): readonly Subscriber[] {
    checkTopic(topic)
    const route = [...this.#subscribers].filter((subscriber) => subscriber.wants(topic))
    if (this.#routes.size >= MAX_ROUTES) this.#routes.clear()
    this.#routes.set(topic, route)
    return route
  }

  #subscription(subscriber: Subscriber): Subscription {
    const end = () => {
      this.#subscribers.delete(subscriber)
      this.#routes.clear()
      subscriber.queue.end(true)
      return Promise.resolve()
    }
    return {
      pattern: subscriber.pattern,
      get dropped() {
        return subscriber.queue.dropped
      },
      [Symbol.asyncDispose]: end,
      [Symbol.asyncIterator]: () => ({
        next: () => subscriber.queue.next(),
        return: async () => {
          await end()
          return { done: true, value: undefined }
        },
      }),
    }
  }
}

/** Opens a bus that lives in this process only. */
export function openMemoryBus(): Bus {
  return new MemoryBus()
}
