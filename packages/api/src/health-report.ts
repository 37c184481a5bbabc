// The components' health put together, for people and for a scraper.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Services } from './handler.ts'
import type { Gauge } from './metrics.ts'
import type { ComponentHealth } from './ports.ts'

const states = ['ok', 'warning', 'failed'] as const

// One for the process: the delay is the process's, not a server's.
const delay = monitorEventLoopDelay({ resolution: 20 })
delay.enable()

/** Every component: those that the platform reports, then the API's own. */
export async function readComponents(services: Services): Promise<ComponentHealth[]> {
  const reported = await Promise.all(services.health.map((source) => source()))
  return [...reported.flat(), apiHealth(services), processHealth()]
}

/** The state of the worst of them. */
export function worst(components: readonly ComponentHealth[]): ComponentHealth['state'] {
  return states[Math.max(0, ...components.map(({ state }) => states.indexOf(state)))] ?? 'ok'
}

function apiHealth({ stream }: Services): ComponentHealth {
  const { clients, slow_clients_dropped } = stream.stats()
  return {
    name: 'stream',
    state: 'ok',
    detail: clients === 1 ? '1 client listens' : `${clients} clients listen`,
    figures: { clients, slow_clients_dropped },
  }
}

function processHealth(): ComponentHealth {
  const event_loop_delay_p99_ms = Math.round(delay.percentile(99) / 1e5) / 10
  delay.reset()
  const slow = event_loop_delay_p99_ms > 250
  return {
    name: 'process',
    state: slow ? 'warning' : 'ok',
    detail: slow ? 'The event loop is held up' : 'The event loop turns freely',
    figures: { event_loop_delay_p99_ms, rss_bytes: process.memoryUsage.rss() },
  }
}

/** The figures as gauges: `decnet_<figure>{component="…"}`, and `decnet_component_state` (0 ok, 1 warning, 2 failed). */
export function gaugesOf(components: readonly ComponentHealth[]): Gauge[] {
  const byFigure = new Map<string, { labels: { component: string }; value: number }[]>()
  for (const { name, figures } of components) {
    for (const [figure, value] of Object.entries(figures)) {
      const samples = byFigure.get(figure) ?? []
      samples.push({ labels: { component: name }, value })
      byFigure.set(figure, samples)
    }
  }
  return [
    {
      name: 'decnet_component_state',
      help: '0 ok, 1 warning, 2 failed.',
      samples: components.map(({ name, state }) => ({ labels: { component: name }, value: states.indexOf(state) })),
    },
    ...[...byFigure].map(([figure, samples]) => ({ name: `decnet_${figure}`, help: `${figure.replaceAll('_', ' ')}.`, samples })),
  ]
}
