// What a projection is: a pure function from events to what they add, and the one writer of the columns that it adds to.
import type { StoredEvent } from '@decnet/kernel'
import type { Tx } from '@decnet/store'

export interface Projection {
  readonly name: string
  /** Adds what `events` mean. Every event of the log is given once, in seq order; seq order is not time order. */
  apply(tx: Tx, events: readonly StoredEvent[]): Promise<void>
  /** Empties the columns that this projection writes, and no others: the beginning of a rebuild. */
  clear(tx: Tx): Promise<void>
}
