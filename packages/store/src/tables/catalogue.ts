// Every table, by name.
import type { Kysely, Transaction } from 'kysely'
import type { ArtifactCapturesTable, ArtifactsTable } from './artifacts.ts'
import type { AttackerIdentitiesTable, AttackerProfilesTable, AttackersTable, AttackerTouchesTable } from './attackers.ts'
import type { ClientsTable } from './clients.ts'
import type { CredentialsTable } from './credentials.ts'
import type { DesiredDeckiesTable, ReportedDeckiesTable } from './deckies.ts'
import type { CountersTable, EventsTable, HoursTable, MinutesTable, SeriesTable } from './events.ts'
import type { FindingsTable } from './findings.ts'
import type { AnalyzerCursorsTable, LeasesTable } from './leases.ts'
import type { OperationsTable } from './operations.ts'
import type { SessionsTable } from './sessions.ts'
import type { SchemaMigrationsTable, SettingsTable } from './settings.ts'
import type { QuarantineTable, SpoolsTable } from './spools.ts'
import type { AuditLogTable, AuthTokensTable, UsersTable } from './users.ts'

export interface Tables {
  analyzer_cursors: AnalyzerCursorsTable
  artifact_captures: ArtifactCapturesTable
  artifacts: ArtifactsTable
  attacker_identities: AttackerIdentitiesTable
  attacker_profiles: AttackerProfilesTable
  attacker_touches: AttackerTouchesTable
  attackers: AttackersTable
  audit_log: AuditLogTable
  auth_tokens: AuthTokensTable
  clients: ClientsTable
  counters: CountersTable
  credentials: CredentialsTable
  desired_deckies: DesiredDeckiesTable
  events: EventsTable
  findings: FindingsTable
  hours: HoursTable
  leases: LeasesTable
  minutes: MinutesTable
  operations: OperationsTable
  quarantine: QuarantineTable
  reported_deckies: ReportedDeckiesTable
  schema_migrations: SchemaMigrationsTable
  series: SeriesTable
  sessions: SessionsTable
  settings: SettingsTable
  spools: SpoolsTable
  users: UsersTable
}

/** What repositories read from: the readers, or a transaction. */
export type Db = Kysely<Tables>
/** What repositories write in. */
export type Tx = Transaction<Tables>
