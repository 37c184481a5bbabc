// The fleet that an installation starts with: what exists, shown once each.
import type { FleetEntry } from './fleet-schema.ts'

/** Three deckies of different archetypes. */
export const defaultFleet: { readonly name: string; readonly deckies: readonly FleetEntry[] } = {
  name: 'default',
  deckies: [
    { name: 'web-01', archetype: 'web-server' },
    { name: 'app-01', archetype: 'linux-server' },
    { name: 'cache-01', archetype: 'cache-server' },
  ],
}
