// What a projection is: a pure function from events to what they add, and the one writer of the columns that it adds to.
import type { NewEvent, Tx } from '@decnet/store'

export interface Projection {
  readonly name: string
  /**
   * Works out what `events` add and returns what writes it. Every event of the log is planned and written once, in seq
   * order; seq order is not time order. Planning touches nothing, so it is done before the transaction begins.
   */
  plan(events: readonly NewEvent[]): (tx: Tx) => Promise<void>
  /** Empties the columns that this projection writes, and no others: the beginning of a rebuild. */
  clear(tx: Tx): Promise<void>
}
