// Low ports that a sensor was refused: the decky is moved to the shifted port, which anyone may bind.
import type { DesiredDecky, ReportedDecky } from '@decnet/kernel'
import { shiftedPort } from './plan/ports.ts'

const REFUSED = /EACCES|EPERM|permission denied/i

/** The decky with its refused ports moved, as its next revision; null when none was refused. `now` in milliseconds. */
export function moveRefusedPorts(desired: DesiredDecky, reported: ReportedDecky | null, now: number): DesiredDecky | null {
  if (reported?.revision !== desired.revision) return null
  const refused = new Set(
    reported.listens
      .filter(({ state, error, port, bound_port }) => state === 'failed' && REFUSED.test(error ?? '') && isLow(bound_port || port))
      .map(({ service, transport, port }) => `${service} ${transport} ${port}`),
  )
  let moved = false
  const services = desired.services.map((service) => ({
    ...service,
    listens: service.listens.map((listen) => {
      if (listen.bind_port !== listen.port || !refused.has(`${service.name} ${listen.transport} ${listen.port}`)) return listen
      moved = true
      return { ...listen, bind_port: shiftedPort(listen.port) }
    }),
  }))
  return moved ? { ...desired, services, revision: desired.revision + 1, updated: now } : null
}

function isLow(port: number): boolean {
  return port < 1024
}
