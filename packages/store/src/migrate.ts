// Brings the tables up to date, one migration after the other, all in one transaction.
import { Problem } from '@decnet/kernel'
import { CompiledQuery, type Kysely } from 'kysely'
import { seamOf } from './dialects/dialect.ts'
import { migrations } from './migrations/catalogue.ts'
import type { Tables, Tx } from './tables/catalogue.ts'

/**
 * Runs the migrations that have not run. Several processes may come at once: the write lock lets one through,
 * and the next finds the work done. Throws Problem `config.invalid` when the file was made by a later version.
 */
export async function migrate(db: Kysely<Tables>, now: () => number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const done = await applied(tx)
    const newest = migrations.at(-1)?.id ?? 0
    const foreign = Math.max(0, ...done)
    if (foreign > newest)
      throw new Problem('config.invalid', `The database is of a later version (schema ${foreign}, this one knows ${newest})`)
    const seam = seamOf(tx)
    for (const migration of migrations) {
      if (done.has(migration.id)) continue
      for (const statement of migration.up(seam)) await tx.executeQuery(CompiledQuery.raw(statement))
      await tx.insertInto('schema_migrations').values({ id: migration.id, name: migration.name, applied: now() }).execute()
    }
  })
}

async function applied(tx: Tx): Promise<Set<number>> {
  const seam = seamOf(tx)
  const { integer, word } = seam.types
  const tables = await tx.introspection.getTables()
  if (!tables.some((table) => table.name === 'schema_migrations')) {
    const lines = [`id ${integer} not null primary key`, `name ${word} not null`, `applied ${integer} not null`]
    await tx.executeQuery(CompiledQuery.raw(seam.createTable('schema_migrations', lines)))
  }
  return new Set((await tx.selectFrom('schema_migrations').select('id').execute()).map((row) => row.id))
}
