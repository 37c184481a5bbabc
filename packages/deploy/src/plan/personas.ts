// Which operating system a decky shows.
import { archetypes, personaKinds } from '@decnet/services/catalogue'
import type { Fault, FieldPath } from '../fleet.ts'
import type { FleetEntry } from '../fleet-schema.ts'

/** The entry's own, else the one that fits its archetype best, else the first there is. */
export function osOf(entry: FleetEntry, path: FieldPath, faults: Fault[]): string {
  const archetype = archetypes.find(({ name }) => name === entry.archetype)
  if (entry.os !== undefined && archetype && !archetype.os.includes(entry.os)) {
    faults.push({ path: [...path, 'os'], message: `a ${archetype.name} runs on ${archetype.os.join(' or ')}` })
  }
  return entry.os ?? archetype?.os[0] ?? personaKinds[0]?.os ?? ''
}

/** An operating system as people call it. */
export function osTitle(os: string): string {
  return personaKinds.find((kind) => kind.os === os)?.title ?? os
}
