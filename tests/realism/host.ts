// Our side of the oracle: one service on a decky of a real sensor, in this process.
import type { ServiceDefinition } from '@decnet/services'
import { specOf, startTestSensor } from '@decnet/sensor/testing'
import type { Side } from './daemon.ts'

export interface HostInput {
  readonly service: ServiceDefinition
  readonly address: string
  /** The port that it shows and binds. */
  readonly port: number
  readonly os?: string
  readonly hostname?: string
  readonly options?: Readonly<Record<string, unknown>>
}

/** Serves `service` on `address`:`port` until stopped; stopping fails when a conversation crashed. */
export async function serveOn({ service, address, port, os, hostname, options = {} }: HostInput): Promise<Side> {
  const sensor = await startTestSensor({ services: [service] })
  const spec = specOf({ services: { [service.name]: options }, address, ...(os ? { os } : {}) }, [service])
  const decky = await sensor.apply({
    ...spec,
    hostname: hostname ?? spec.hostname,
    services: spec.services.map((each) => ({ ...each, listens: each.listens.map((listen) => ({ ...listen, port, bind_port: port })) })),
  })
  return {
    address: decky.address,
    port: decky.port(service.name),
    stop: async () => {
      const crashed = (await sensor.events()).filter((event) => event.kind === 'conversation.crashed')
      await sensor.stop()
      if (crashed.length > 0) throw new Error(`${service.name} crashed: ${JSON.stringify(crashed.slice(0, 3).map((event) => event.facts))}`)
    },
  }
}
