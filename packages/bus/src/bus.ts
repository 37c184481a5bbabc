// The bus contract: fire-and-forget messages between parts. It only wakes; the truth is in the store.

/** What a subscriber gets. `payload` is JSON: a transport may have carried it between processes. */
export interface BusMessage {
  readonly topic: string
  readonly payload: unknown
}

/** A standing interest. Iterate it once; leaving the loop, disposing it or closing the bus ends it. */
export interface Subscription extends AsyncIterable<BusMessage>, AsyncDisposable {
  readonly pattern: string
  /** Messages that were thrown away because this subscriber was too slow, oldest first. */
  readonly dropped: number
}

export interface SubscribeOptions {
  /** Most messages that wait for this subscriber; the oldest is dropped beyond it. Default 1024. */
  readonly limit?: number
}

/** Figures since the bus was opened, and the subscribers that stand now. */
export interface BusStats {
  readonly published: number
  readonly delivered: number
  /** Over all subscriptions, ended ones included. */
  readonly dropped: number
  readonly subscriptions: readonly { readonly pattern: string; readonly queued: number; readonly dropped: number }[]
}

export interface Bus {
  /** Hands a message to whoever is subscribed now; never waits. A bad topic, or a closed bus, throws a Problem. */
  publish(topic: string, payload: unknown): void
  /** Subscribes to a pattern (see match.ts). A bad pattern or limit, or a closed bus, throws a Problem. */
  subscribe(pattern: string, options?: SubscribeOptions): Subscription
  /** Resolves when the transport has taken every publish and subscribe made before. */
  flush(): Promise<void>
  stats(): BusStats
  /** Ends every subscription after what it has queued. Closing twice is fine. */
  close(): Promise<void>
}
