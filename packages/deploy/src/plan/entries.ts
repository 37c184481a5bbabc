// Entries as wanted: counts written out, and the rules that one entry alone can break.
import type { Fault, FieldPath, Source } from '../fleet.ts'
import type { FleetEntry } from '../fleet-schema.ts'
import { type ChosenService, servicesOf } from './archetypes.ts'
import { osOf } from './personas.ts'

const MAX_DECKIES = 4096

/** One decky that is wanted, before it has an address. */
export interface WantedDecky {
  readonly name: string
  readonly archetype: string | null
  readonly os: string
  readonly hostname: string | null
  readonly address: string | null
  readonly services: readonly ChosenService[]
  /** What is bound by request, by `service/port`. */
  readonly ports: ReadonlyMap<string, number>
  readonly tarpit: FleetEntry['tarpit'] | null
  readonly path: FieldPath
}

/** The deckies that entries ask for, and what is wrong with them. */
export interface Wanted {
  readonly deckies: readonly WantedDecky[]
  readonly faults: readonly Fault[]
}

/** Writes out `entries`; `place` says where each stands. `source` lets a fault name the line of another entry. */
export function wantedDeckies(entries: readonly FleetEntry[], place: (index: number) => FieldPath, source: Source): Wanted {
  const faults: Fault[] = []
  const deckies: WantedDecky[] = []
  const places = new Map<string, FieldPath>()
  for (const [index, entry] of entries.entries()) {
    const path = place(index)
    for (const decky of expand(entry, path, faults)) {
      const other = places.get(decky.name)
      if (other) {
        const line = source.lineOf(other)
        const where = line === null ? '' : ` (line ${line})`
        faults.push({ path: [...path, 'name'], message: `there is another decky named ${decky.name}${where}` })
      } else places.set(decky.name, path)
      deckies.push(decky)
    }
    if (deckies.length > MAX_DECKIES) {
      faults.push({ path, message: `a fleet holds at most ${MAX_DECKIES} deckies` })
      break
    }
  }
  return { deckies, faults }
}

function expand(entry: FleetEntry, path: FieldPath, faults: Fault[]): WantedDecky[] {
  const services = servicesOf(entry, path, faults)
  const os = osOf(entry, path, faults)
  const ports = portsOf(entry, { services, path, faults })
  checkTarpit(entry, { services, path, faults })
  const count = entry.count ?? 1
  if (count > 1 && entry.address !== undefined) {
    faults.push({ path: [...path, 'address'], message: `${count} deckies cannot share one address` })
  }
  const shared = {
    archetype: entry.archetype ?? null,
    os,
    address: entry.address ?? null,
    services,
    ports,
    tarpit: entry.tarpit ?? null,
    path,
  }
  if (count === 1) return [{ ...shared, name: entry.name, hostname: entry.hostname ?? null }]
  if (`${entry.name}-${count}`.length > 63) {
    faults.push({ path: [...path, 'name'], message: `${entry.name}-${count} is longer than 63 characters` })
  }
  return Array.from({ length: count }, (_, index) => ({
    ...shared,
    name: `${entry.name}-${index + 1}`,
    hostname: entry.hostname === undefined ? null : `${entry.hostname}-${index + 1}`,
  }))
}

interface Check {
  readonly services: readonly ChosenService[]
  readonly path: FieldPath
  readonly faults: Fault[]
}

function portsOf(entry: FleetEntry, { services, path, faults }: Check): Map<string, number> {
  const ports = new Map<string, number>()
  const bound = new Map<string, string>()
  for (const [key, bind] of Object.entries(entry.ports ?? {})) {
    const at = [...path, 'ports', key]
    const [name = '', number] = key.split('/')
    const service = services.find((candidate) => candidate.name === name)
    const listen = number === undefined ? service?.listens[0] : service?.listens.find(({ port }) => String(port) === number)
    if (!service) faults.push({ path: at, message: `this decky has no service ${JSON.stringify(name)}` })
    else if (!listen) faults.push({ path: at, message: `${name} does not listen on ${number}` })
    else {
      const socket = `${listen.transport === 'udp' ? 'UDP' : 'TCP'} port ${bind}`
      const other = bound.get(socket)
      if (other !== undefined) faults.push({ path: at, message: `${key} and ${other} both bind ${socket}` })
      bound.set(socket, key)
      ports.set(`${name}/${listen.port}`, bind)
    }
  }
  return ports
}

function checkTarpit(entry: FleetEntry, { services, path, faults }: Check): void {
  const shown = new Set(services.flatMap(({ listens }) => listens.map(({ port }) => port)))
  for (const [index, port] of (entry.tarpit?.ports ?? []).entries()) {
    if (!shown.has(port)) faults.push({ path: [...path, 'tarpit', 'ports', index], message: `no service of this decky listens on ${port}` })
  }
}
