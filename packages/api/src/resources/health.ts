// Health: alive, ready, every component, and the same figures for a scraper.
import type { resources } from '@decnet/contract'
import { isoTime, Problem } from '@decnet/kernel'
import type { Handlers } from '../handler.ts'
import { gaugesOf, readComponents, worst } from '../health-report.ts'

export const health: Handlers<typeof resources.health> = {
  live: () => Promise.resolve({ state: 'ok' }),
  ready(_call, { ready }) {
    if (!ready()) throw new Problem('store.busy', 'Starting')
    return Promise.resolve({ state: 'ok' })
  },
  async show(_call, services) {
    const components = await readComponents(services)
    return {
      state: worst(components),
      time: isoTime(services.clock.now()),
      version: services.version,
      started: isoTime(services.started),
      components,
    }
  },
  metrics: async (_call, services) => services.metrics.text(gaugesOf(await readComponents(services))),
}
