// What an entry is made of: its services with every option filled in, from itself or from its archetype.
import { archetypes, findService } from '@decnet/services/catalogue'
import type { Fault, FieldPath } from '../fleet.ts'
import type { FleetEntry } from '../fleet-schema.ts'

/** A service with all its options, and the ports that it shows. */
export interface ChosenService {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
  readonly listens: readonly { readonly transport: 'tcp' | 'udp' | 'tls'; readonly port: number }[]
}

/**
 * The services of an entry, by name. Services that the entry names replace those of its archetype.
 * What is wrong is pushed on `faults`, each under `path`.
 */
export function servicesOf(entry: FleetEntry, path: FieldPath, faults: Fault[]): ChosenService[] {
  const archetype = archetypes.find(({ name }) => name === entry.archetype)
  const wanted: Readonly<Record<string, unknown>> = entry.services ?? archetype?.services ?? {}
  if (!entry.services && !archetype) faults.push({ path, message: 'needs an archetype or services' })
  else if (Object.keys(wanted).length === 0) faults.push({ path: [...path, 'services'], message: 'needs at least one service' })

  const chosen = Object.keys(wanted)
    .sort()
    .flatMap((name) => chooseService(name, wanted[name], { path: [...path, 'services', name], faults }))
  faults.push(...clashes(chosen, path))
  return chosen
}

function chooseService(name: string, given: unknown, at: { path: FieldPath; faults: Fault[] }): ChosenService[] {
  const definition = findService(name)
  if (!definition) {
    at.faults.push({ path: at.path, message: `unknown service ${JSON.stringify(name)}` })
    return []
  }
  if (definition.scope === 'fleet') {
    at.faults.push({ path: at.path, message: `${name} belongs to the fleet, not to a single decky` })
    return []
  }
  const options = definition.options.safeParse(given ?? {})
  if (!options.success) {
    for (const issue of options.error.issues) at.faults.push({ path: [...at.path, ...issue.path.map(String)], message: issue.message })
    return []
  }
  return [{ name, options: options.data, listens: definition.listens.map(({ transport, port }) => ({ transport, port })) }]
}

/** Two services of one decky that want the same port: TLS takes a TCP port too. */
function clashes(services: readonly ChosenService[], path: FieldPath): Fault[] {
  const faults: Fault[] = []
  const owners = new Map<string, string>()
  for (const service of services) {
    for (const { transport, port } of service.listens) {
      const key = `${transport === 'udp' ? 'UDP' : 'TCP'} port ${port}`
      const owner = owners.get(key)
      if (owner !== undefined) {
        faults.push({ path: [...path, 'services', service.name], message: `${service.name} and ${owner} both want ${key}` })
      } else owners.set(key, service.name)
    }
  }
  return faults
}
