// Deckies: desired (written by deploy) and reported (written by ingest).
import type { DesiredDecky, ReportedDecky } from '@decnet/kernel'

/** `scope` is the topology's id or `fleet`; names are unique in it. `services` and `tarpit` are JSON text. */
export type DesiredDeckiesTable = Omit<DesiredDecky, 'services' | 'tarpit'> & { scope: string; services: string; tarpit: string | null }

/** `listens` is JSON text. */
export type ReportedDeckiesTable = Omit<ReportedDecky, 'listens'> & { listens: string }
