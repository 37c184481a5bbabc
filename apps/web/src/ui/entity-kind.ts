// What a named thing is: its kind, where its page is, and how events are filtered by it.
import type { FilterField } from '../lib/filter.ts'

export type EntityKind = 'address' | 'decky' | 'session' | 'file' | 'service' | 'operation' | 'kind'

export interface EntityProps {
  readonly kind: EntityKind
  /** What it is called: the address, the name, the id, the sha256. */
  readonly value: string
  /** The id that its page goes by, where that is not the value: an attacker's uuid. */
  readonly id?: string | null
  readonly plain?: boolean
}

/** What the menu needs to know. */
export interface NamedThing {
  readonly kind: EntityKind
  readonly value: string
  readonly path: string | null
  readonly search: Readonly<Record<string, string>>
  readonly field: FilterField | null
}

const FIELDS: Readonly<Record<EntityKind, FilterField | null>> = {
  address: 'attacker',
  decky: 'decky',
  session: 'session',
  file: null,
  service: 'service',
  operation: null,
  kind: 'kind',
}

/** Where an entity's page is; null when it has none. */
export function entityOf({ kind, value, id }: EntityProps): NamedThing {
  const field = FIELDS[kind]
  const base = { kind, value, field, search: {} }
  if (kind === 'address') return { ...base, path: id ? `/attackers/${id}` : null }
  if (kind === 'decky') return { ...base, path: '/fleet', search: { decky: value } }
  if (kind === 'session') return { ...base, path: `/sessions/${value}` }
  if (kind === 'file') return { ...base, path: '/artifacts', search: { file: value } }
  if (kind === 'operation') return { ...base, path: '/operations', search: { operation: value } }
  return { ...base, path: '/events', search: { q: `${kind}:${value}` } }
}
