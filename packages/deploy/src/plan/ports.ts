// Which port is really bound for each port that a decky shows.
import type { DeckyService, DesiredDecky } from '@decnet/kernel'
import type { WantedDecky } from './entries.ts'

/** How far away a port is bound that may not be bound itself. */
const PORT_SHIFT = 20_000

/** What the host lets us bind. */
export interface PortRules {
  /** The lowest port that may be bound. */
  readonly lowestPort: number
  /** Off Linux all deckies share 127.0.0.1, and any free port does. */
  readonly shared: boolean
  /** Ports, as `tcp/80`, that another program holds on every address. */
  readonly blocked: ReadonlySet<string>
}

/** TLS listens on TCP. */
export function protocolOf(transport: 'tcp' | 'udp' | 'tls'): 'tcp' | 'udp' {
  return transport === 'udp' ? 'udp' : 'tcp'
}

/** The port bound for `port` when it may not be bound itself. */
export function shiftedPort(port: number): number {
  return port + PORT_SHIFT <= 65535 ? port + PORT_SHIFT : port - PORT_SHIFT
}

/** True when a plan may have chosen `bind` for `port` without being asked. */
export function isAutomaticPort(port: number, bind: number): boolean {
  return bind === port || bind === shiftedPort(port)
}

/**
 * The services of a decky with what they bind: the port asked for; else what is bound already, so that a plan
 * does not move what runs; else the port itself or its shifted one.
 */
export function bindServices(wanted: WantedDecky, existing: DesiredDecky | null, rules: PortRules): DeckyService[] {
  return wanted.services.map((service) => ({
    name: service.name,
    options: { ...service.options },
    listens: service.listens.map(({ transport, port }) => {
      const asked = wanted.ports.get(`${service.name}/${port}`)
      const before = existing?.services
        .find(({ name }) => name === service.name)
        ?.listens.find((listen) => listen.port === port && listen.transport === transport)?.bind_port
      const kept = before !== undefined && (rules.shared || isAutomaticPort(port, before)) ? before : undefined
      const open = port >= rules.lowestPort && !rules.blocked.has(`${protocolOf(transport)}/${port}`)
      return { transport, port, bind_port: asked ?? kept ?? (open ? port : shiftedPort(port)) }
    }),
  }))
}
