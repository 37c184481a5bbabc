// A bounded queue with one reader: the oldest goes when it is full, and is counted.

/** What a reader waits on. */
export class BoundedQueue<Item> {
  dropped = 0
  readonly #limit: number
  #items: Item[] = []
  #head = 0
  #ended = false
  #waiting: ((result: IteratorResult<Item, undefined>) => void)[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#items.length - this.#head
  }

  /** Adds an item; true when the oldest had to go for it. */
  push(item: Item): boolean {
    if (this.#ended) return false
    const reader = this.#waiting.shift()
    if (reader !== undefined) {
      reader({ done: false, value: item })
      return false
    }
    const full = this.size >= this.#limit
    if (full) {
      this.#head++
      this.dropped++
    }
    this.#items.push(item)
    this.#compact()
    return full
  }

  /** The next item, now or when it comes; done once the queue has ended and is empty. */
  next(): Promise<IteratorResult<Item, undefined>> {
    if (this.size > 0) {
      const value = this.#items[this.#head++] as Item
      this.#compact()
      return Promise.resolve({ done: false, value })
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Takes no more; what waits is still read unless `discard` is set. */
  end(discard: boolean): void {
    this.#ended = true
    if (discard) {
      this.#items = []
      this.#head = 0
    }
    for (const reader of this.#waiting.splice(0)) reader({ done: true, value: undefined })
  }

  // Shifting an array costs its length; moving once per `limit` items keeps the cost of one item constant.
  #compact(): void {
    if (this.#head < 1024 && this.#head < this.#items.length) return
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }
}
