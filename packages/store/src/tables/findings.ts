// Findings: what analysis announced, in its own order.
import type { Finding } from '@decnet/kernel'

/** A finding; `payload` is JSON text. */
export type FindingsTable = Omit<Finding, 'payload'> & { payload: string }
