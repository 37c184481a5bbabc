// What an analyzer is: a reader of the event log that keeps rows of its own and announces findings.
import type { Clock, EventKindName, NewFinding, StoredEvent } from '@decnet/kernel'
import type { Db, Tx } from '@decnet/store'

/** What an analyzer works with during one batch. */
export interface AnalyzerTools {
  /** The transaction that also moves the cursor: rows, findings and cursor are written together or not at all. */
  readonly tx: Tx
  /** Announces a finding; one whose natural key was announced before is left out. Its time is event time. */
  readonly announce: (finding: NewFinding) => void
  /** For measuring only: rows hold event times, or a replay would change them. */
  readonly clock: Clock
}

/** A table that an analyzer alone writes, for the digest that proves a replay. */
export interface AnalyzerTable {
  readonly name: string
  /** Rows in the order of their key, those after `after` (from the first if null), at most `limit`. */
  page(db: Db, after: string | null, limit: number): Promise<readonly { readonly key: string; readonly row: object }[]>
}

export interface Analyzer {
  readonly name: string
  readonly title: string
  /** The kinds of events that it wants. */
  readonly on: readonly EventKindName[] | 'every'
  /**
   * Takes in events, in seq order, which is not time order. How the log is cut into batches must make no difference
   * to the rows, and the same log must always give the same rows.
   */
  run(batch: readonly StoredEvent[], tools: AnalyzerTools): Promise<void>
  /** Removes all rows of its tables: the beginning of a replay. */
  clear(tx: Tx): Promise<void>
  readonly tables: readonly AnalyzerTable[]
}

/** Declares an analyzer. */
export function defineAnalyzer(analyzer: Analyzer): Analyzer {
  return analyzer
}
