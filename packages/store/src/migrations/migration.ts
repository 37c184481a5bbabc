// What a migration is.
import type { Seam } from '../dialects/dialect.ts'

/** A numbered step of the schema: statements in the database's own words. Never changed once released. */
export interface Migration {
  readonly id: number
  readonly name: string
  up(seam: Seam): readonly string[]
}
