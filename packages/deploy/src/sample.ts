// For tests: deckies of all sorts without a fleet file.
import type { DesiredDecky, ReportedDecky } from '@decnet/kernel'

/** The id of decky number `n`. */
export function sampleId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

/** A decky with one redis; `over` replaces what a test is about. */
export function sampleDecky(n: number, over: Partial<DesiredDecky> = {}): DesiredDecky {
  return {
    id: sampleId(n),
    name: `d-${n}`,
    topology_id: null,
    archetype: 'cache-server',
    os: 'debian-12',
    hostname: `h-${n}`,
    runtime: 'embedded',
    address: `127.66.1.${n}`,
    services: [{ name: 'redis', options: {}, listens: [{ transport: 'tcp', port: 6379, bind_port: 6379 }] }],
    tarpit: null,
    revision: 1,
    created: 1,
    updated: 1,
    ...over,
  }
}

/** What a sensor reports once it runs `decky`: every listener open, or failed with `error`. */
export function sampleReport(decky: DesiredDecky, time: number, error?: string): ReportedDecky {
  const listens = decky.services.flatMap(({ name, listens }) =>
    listens.map(({ transport, port, bind_port }) => ({
      service: name,
      transport,
      port,
      bound_port: bind_port,
      ...(error === undefined ? { state: 'open' as const } : { state: 'failed' as const, error }),
    })),
  )
  return { decky_id: decky.id, revision: decky.revision, time, listens }
}
