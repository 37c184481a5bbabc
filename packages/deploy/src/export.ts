// The fleet as a fleet file that, applied, changes nothing; what was chosen by itself is left out, so that it fits elsewhere too.
import { isDeepStrictEqual } from 'node:util'
import type { DesiredDecky } from '@decnet/kernel'
import { archetypes, findService } from '@decnet/services/catalogue'
import { stringify } from 'yaml'
import type { FleetEntry } from './fleet-schema.ts'
import type { Installation } from './installation.ts'
import { isAutomaticAddress } from './plan/addresses.ts'
import { isChosenHostname } from './plan/plan.ts'
import { isAutomaticPort } from './plan/ports.ts'

/** A fleet as data of the fleet file's shape. */
export interface ExportedFleet {
  readonly name: string
  readonly runtime: 'embedded'
  readonly deckies: readonly FleetEntry[]
}

/** Describes `deckies` as entries, by name. Options that have their default are left out. */
export function exportDeckies(name: string, deckies: readonly DesiredDecky[], installation: Installation): ExportedFleet {
  const sorted = [...deckies].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { name, runtime: 'embedded', deckies: sorted.map((decky) => entryOf(decky, installation)) }
}

/** The text of a fleet file. */
export function fleetYaml(fleet: ExportedFleet): string {
  return stringify(fleet)
}

function entryOf(decky: DesiredDecky, installation: Installation): FleetEntry {
  const archetype = archetypes.find(({ name }) => name === decky.archetype)
  const services = Object.fromEntries(decky.services.map((service) => [service.name, ownOptions(service.name, service.options)]))
  const given = Object.fromEntries(Object.entries(archetype?.services ?? {}).map(([name, options]) => [name, ownOptions(name, options)]))
  const ports = decky.services.flatMap(({ name, listens }) =>
    listens.flatMap(({ port, bind_port }, index): [string, number][] =>
      isAutomaticPort(port, bind_port) ? [] : [[index === 0 ? name : `${name}/${port}`, bind_port]],
    ),
  )
  return {
    name: decky.name,
    ...(decky.archetype === null ? {} : { archetype: decky.archetype }),
    ...(decky.os === archetype?.os[0] ? {} : { os: decky.os }),
    ...(isChosenHostname(decky, installation) ? {} : { hostname: decky.hostname }),
    ...(isDeepStrictEqual(services, given) ? {} : { services }),
    ...(isAutomaticAddress(decky.address) ? {} : { address: decky.address }),
    ...(ports.length === 0 ? {} : { ports: Object.fromEntries(ports) }),
    ...(decky.tarpit === null ? {} : { tarpit: decky.tarpit }),
  }
}

/** Options that differ from what the service takes by itself. */
function ownOptions(service: string, options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const defaults = findService(service)?.options.safeParse({}).data ?? {}
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => !isDeepStrictEqual(value, (defaults as Readonly<Record<string, unknown>>)[name])),
  )
}
