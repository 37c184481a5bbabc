// What every part of a running sensor shares.
import type { Clock } from '@decnet/kernel'
import type { Holdings } from './holdings.ts'
import type { HeldTotal } from './intake.ts'
import type { Gate, Limits } from './limits.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import type { Refusals } from './refusals.ts'
import type { DeckyMark, Report } from './session.ts'
import type { Spool } from './spool.ts'

/** What the sensor counts about itself. */
export interface Counters {
  /** Conversations that ended by a failure of their service. */
  crashed: number
  /** Facts of kinds that a service's manifest does not name. */
  undeclared: number
  /** Facts emitted after their session was closed. */
  late: number
  /** Connections and datagrams turned away at a limit. */
  refused: number
  /** Sessions opened. */
  sessions: number
}

/** The key and certificate chain (PEM) of a TLS listener. */
export interface TlsMaterial {
  readonly key: string | Buffer
  readonly cert: string | Buffer
}

export interface SensorContext {
  readonly clock: Clock
  readonly random: (count: number) => Buffer
  readonly uuid: () => string
  readonly spool: Spool<DeckyMark>
  readonly report: Report
  readonly limits: Limits
  readonly held: HeldTotal
  /** What services hold: in deckies' shared state by decky, in conversations by source. Both count into `held`. */
  readonly holdings: { readonly shared: Holdings; readonly peers: Holdings }
  readonly gate: Gate
  readonly refusals: Refusals
  readonly live: Set<Live>
  readonly counters: Counters
  readonly log: Log
  /** The certificate of a decky's service; undefined when it has none. */
  readonly tls: (mark: DeckyMark, service: string) => TlsMaterial | undefined
}
