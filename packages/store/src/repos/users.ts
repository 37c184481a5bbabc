// Users and the tokens issued to them.
import { Problem, type User } from '@decnet/kernel'
import type { Db, Tx } from '../tables/catalogue.ts'
import type { AuthTokensTable, UsersTable } from '../tables/users.ts'

/** A user with the hash of the password: never leaves the API. */
export type UserWithHash = UsersTable
/** A token to be remembered until it expires. Times are milliseconds since the epoch. */
export type NewToken = Omit<AuthTokensTable, 'revoked_at'>

/** Writes a new user. Throws Problem `conflict` when the name is taken. */
export async function create(tx: Tx, user: UserWithHash): Promise<void> {
  if (await byName(tx, user.name)) throw new Problem('conflict', `There is a user named ${user.name}`)
  await tx.insertInto('users').values(user).execute()
}

/** A user by name, with the hash. */
export async function byName(db: Db, name: string): Promise<UserWithHash | null> {
  return (await db.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst()) ?? null
}

/** Notes a sign-in. */
export async function touchLogin(tx: Tx, uuid: string, now: number): Promise<void> {
  await tx.updateTable('users').set({ last_login: now }).where('uuid', '=', uuid).execute()
}

/** Sets another password or role. False when there is no such user. */
export async function change(tx: Tx, uuid: string, patch: Partial<Pick<UserWithHash, 'password_hash' | 'role'>>): Promise<boolean> {
  return (await tx.updateTable('users').set(patch).where('uuid', '=', uuid).executeTakeFirst()).numUpdatedRows > 0n
}

/** How many users there are. */
export async function count(db: Db): Promise<number> {
  return (
    await db
      .selectFrom('users')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count
}

/** All users, by name. */
export function list(db: Db): Promise<User[]> {
  return db.selectFrom('users').select(['uuid', 'name', 'role', 'created', 'last_login']).orderBy('name').execute()
}

/** Remembers a token that was issued. */
export async function addToken(tx: Tx, token: NewToken): Promise<void> {
  await tx
    .insertInto('auth_tokens')
    .values({ ...token, revoked_at: null })
    .execute()
}

/** The user behind a token that is neither revoked nor expired, as the user is now; null otherwise. */
export async function tokenLive(db: Db, jti: string, now: number): Promise<User | null> {
  const row = await db
    .selectFrom('auth_tokens')
    .innerJoin('users', 'users.uuid', 'auth_tokens.user_uuid')
    .select(['users.uuid', 'users.name', 'users.role', 'users.created', 'users.last_login'])
    .where('auth_tokens.jti', '=', jti)
    .where('auth_tokens.revoked_at', 'is', null)
    .where('auth_tokens.expires_at', '>', now)
    .executeTakeFirst()
  return row ?? null
}

/** Ends a token. */
export async function revokeToken(tx: Tx, jti: string, now: number): Promise<void> {
  await tx.updateTable('auth_tokens').set({ revoked_at: now }).where('jti', '=', jti).where('revoked_at', 'is', null).execute()
}

/** Forgets tokens that expired before `now`; returns how many. */
export async function purgeTokens(tx: Tx, now: number): Promise<number> {
  return Number((await tx.deleteFrom('auth_tokens').where('expires_at', '<', now).executeTakeFirst()).numDeletedRows)
}
