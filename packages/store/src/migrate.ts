// Migrations.
import type { Kysely } from 'kysely'
import type { Tables } from './tables/catalogue.ts'
export async function migrate(_db: Kysely<Tables>, _now: () => number): Promise<void> {}
