// Refused connections, told as one event per window and cause: a flood must not become a flood of events.
import type { Refusal } from './limits.ts'
import type { Report, Scope } from './session.ts'

/** Collects refusals and tells them once per window. */
export interface Refusals {
  add(scope: Scope, limit: Refusal): void
  /** Emits one `connection.refused` for each cause seen since the last call. */
  tell(): void
}

/** The most causes kept apart in one window; sources beyond are told together, without an address. */
const CAUSES = 256

/** Makes a collector that tells through `report`. */
export function createRefusals(report: Report): Refusals {
  let window = new Map<string, { scope: Scope; limit: Refusal; count: number }>()
  return {
    add(scope, limit) {
      const told = limit === 'per_source' && window.size < CAUSES ? scope : { ...scope, peer_ip: null }
      const key = [scope.decky_id, scope.service, scope.local_port, limit, told.peer_ip].join(' ')
      const seen = window.get(key)
      if (seen) seen.count++
      else window.set(key, { scope: { ...told, peer_port: null, session: null }, limit, count: 1 })
    },
    tell() {
      const told = window
      window = new Map()
      for (const { scope, limit, count } of told.values())
        report(scope, 'connection.refused', { limit, count, port: scope.local_port ?? 0 })
    },
  }
}
