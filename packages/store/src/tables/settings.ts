// Small facts of the installation.

export interface SettingsTable {
  key: string
  value: string
}

/** Which migrations have run. */
export interface SchemaMigrationsTable {
  id: number
  name: string
  applied: number
}
