// The audit log: who did what from where. Written in the store before the reply leaves; there is no way to change it.
import { audit, type Tx } from '@decnet/store'
import type { Clock } from '@decnet/kernel'
import type { Store } from '@decnet/store'

export interface AuditNote {
  readonly user: string
  /** The route's name, or what happened to it: `auth.login.failed`. */
  readonly action: string
  /** What it was done to. */
  readonly subject: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly address: string
}

/** Writes an entry. */
export async function note(ports: { readonly store: Store; readonly clock: Clock }, entry: AuditNote): Promise<void> {
  const { user, action, subject, detail = {}, address } = entry
  await ports.store.write((tx: Tx) => audit.append(tx, { time: ports.clock.now(), user, action, subject, detail, address }))
}
