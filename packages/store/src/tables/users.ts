// Users, the tokens they hold, and the audit log.
import type { AuditEntry, User } from '@decnet/kernel'

export type UsersTable = User & { password_hash: string }

/** A token that was issued: live while `revoked_at` is null and `expires_at` lies ahead. */
export interface AuthTokensTable {
  jti: string
  user_uuid: string
  created: number
  expires_at: number
  revoked_at: number | null
}

/** `detail` is JSON text. */
export type AuditLogTable = Omit<AuditEntry, 'detail'> & { detail: string }
