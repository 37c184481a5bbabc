// Leases: who may do a piece of work now. The fence rises whenever the holder changes, so that a holder who lost it is found out.
import { inWrite, type Store } from '../store.ts'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { LeasesTable } from '../tables/leases.ts'

/** What a holder got: the fence that its cursor writes must show. */
export interface Held {
  readonly fence: number
}

/** Takes a lease that is free, expired, or the holder's own (which renews it). `ttl_ms` and `now` are milliseconds. Null when another holds it. */
export function acquire(at: Store | Tx, ask: { name: string; holder: string; ttl_ms: number; now: number }): Promise<Held | null> {
  return inWrite(at, async (tx) => {
    const row = await get(tx, ask.name)
    const expires_at = ask.now + ask.ttl_ms
    if (row === null) {
      await tx.insertInto('leases').values({ name: ask.name, holder: ask.holder, fence: 1, expires_at }).execute()
      return { fence: 1 }
    }
    const own = row.holder === ask.holder
    if (!own && row.expires_at > ask.now) return null
    const fence = own ? row.fence : row.fence + 1
    await tx.updateTable('leases').set({ holder: ask.holder, fence, expires_at }).where('name', '=', ask.name).execute()
    return { fence }
  })
}

/** Puts off the expiry. False when the lease has gone to another holder. */
export function renew(at: Store | Tx, ask: { name: string; holder: string; fence: number; ttl_ms: number; now: number }): Promise<boolean> {
  return inWrite(at, async (tx) => {
    const result = await tx
      .updateTable('leases')
      .set({ expires_at: ask.now + ask.ttl_ms })
      .where('name', '=', ask.name)
      .where('holder', '=', ask.holder)
      .where('fence', '=', ask.fence)
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  })
}

/** Gives a lease back: the next who asks gets it at once. Nothing happens when it is not held by `holder` with `fence`. */
export async function release(at: Store | Tx, ask: { name: string; holder: string; fence: number }): Promise<void> {
  await inWrite(at, (tx) =>
    tx
      .updateTable('leases')
      .set({ holder: '', expires_at: 0 })
      .where('name', '=', ask.name)
      .where('holder', '=', ask.holder)
      .where('fence', '=', ask.fence)
      .execute(),
  )
}

/** The lease as it stands, or null when it was never taken; `holder` is empty after a release. */
export async function get(db: Db, name: string): Promise<LeasesTable | null> {
  return (await db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst()) ?? null
}

/** All leases, by name. */
export function list(db: Db): Promise<LeasesTable[]> {
  return db.selectFrom('leases').selectAll().orderBy('name').execute()
}
