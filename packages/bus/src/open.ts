// From a bus URL to a bus: the one list of transports.
import { Problem } from '@decnet/kernel'
import type { Bus } from './bus.ts'
import { openMemoryBus } from './memory.ts'

const transports: Readonly<Record<string, (url: string) => Bus | Promise<Bus>>> = {
  memory: openMemoryBus,
}

/** Opens the bus that `url` names, such as `memory:`. An unknown scheme throws a Problem that names the known ones. */
export async function openBus(url: string): Promise<Bus> {
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)?.[1] ?? ''
  const open = Object.hasOwn(transports, scheme) ? transports[scheme] : undefined
  if (open === undefined) {
    const known = Object.keys(transports).map((name) => `${name}:`)
    throw new Problem('config.invalid', `The bus URL must begin with one of ${known.join(', ')}; this one does not`, {
      fields: [{ path: '/bus_url', message: `unknown scheme ${JSON.stringify(scheme)}` }],
    })
  }
  return open(url)
}
