// The first user: made on the first start, with a password that is given or generated and then shown once.
import { randomInt, randomUUID } from 'node:crypto'
import { makePasswords, note } from '@decnet/api'
import type { Clock } from '@decnet/kernel'
import { type Store, users } from '@decnet/store'

/** The admin to sign in as. `password` is there only when it was generated just now. */
export interface FirstUser {
  readonly user: string
  readonly password?: string
}

const NAME = 'admin'
/** Without what looks alike: it is read off a terminal. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Makes the admin unless there are users already. */
export async function ensureFirstUser(parts: {
  readonly store: Store
  readonly clock: Clock
  readonly password: string | undefined
}): Promise<FirstUser> {
  const { store, clock } = parts
  const existing = await users.list(store.db)
  const admin = existing.find(({ role }) => role === 'admin')
  if (existing.length > 0) return { user: admin?.name ?? NAME }
  const password = parts.password ?? generatePassword()
  const password_hash = await makePasswords().hash(password)
  const now = clock.now()
  await store.write((tx) =>
    users.create(tx, { uuid: randomUUID(), name: NAME, role: 'admin', created: now, last_login: null, password_hash }),
  )
  await note({ store, clock }, { user: 'server', action: 'users.create', subject: NAME, address: '' })
  return parts.password === undefined ? { user: NAME, password } : { user: NAME }
}

/** Five groups of four: 99 bits. */
function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return Array.from({ length: 5 }, group).join('-')
}
