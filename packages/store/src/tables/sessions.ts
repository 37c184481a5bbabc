// Sessions, keyed by decky and id.
import type { Session } from '@decnet/kernel'

/** `transport` is null until the connection's opening has been seen. */
export type SessionsTable = Omit<Session, 'transport'> & { transport: string | null }
