// Roles: each may do what those before it may.
import { type Role, roles } from '@decnet/kernel'

/** True when `role` reaches `needed`. */
export function mayAct(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed)
}
