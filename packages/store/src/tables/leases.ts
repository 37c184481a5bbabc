// Leases, and the cursors that are only moved under one.

/** Who may do a piece of work now. `fence` rises whenever the holder changes; times are milliseconds since the epoch. */
export interface LeasesTable {
  name: string
  holder: string
  fence: number
  expires_at: number
}

/** How far an analyzer has come in the event log. */
export interface AnalyzerCursorsTable {
  name: string
  cursor: number
  updated: number
  last_error: string | null
}
