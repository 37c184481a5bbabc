// Settings: small facts of the installation, by key.
import type { Db, Tx } from '../tables/catalogue.ts'

/** The value of a key, or null. */
export async function get(db: Db, key: string): Promise<string | null> {
  return (await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst())?.value ?? null
}

/** Sets a value. */
export async function put(tx: Tx, key: string, value: string): Promise<void> {
  const result = await tx.updateTable('settings').set({ value }).where('key', '=', key).executeTakeFirst()
  if (result.numUpdatedRows === 0n) await tx.insertInto('settings').values({ key, value }).execute()
}

/** Sets a value unless the key has one, and returns what it has then. */
export async function claim(tx: Tx, key: string, value: string): Promise<string> {
  const there = await get(tx, key)
  if (there === null) await tx.insertInto('settings').values({ key, value }).execute()
  return there ?? value
}

/** Forgets a key. */
export async function remove(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom('settings').where('key', '=', key).execute()
}
