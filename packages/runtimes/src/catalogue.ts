// Every runtime there is, sorted by name.
import type { Clock, Runtime } from '@decnet/kernel'
import { openEmbeddedRuntime } from './embedded/runtime.ts'
import type { Log } from './embedded/sensor.ts'

/** What an agent gives each runtime. */
export interface RuntimeParts {
  /** The data directory; absolute. */
  readonly data: string
  readonly sensorBundle: string
  readonly clock: Clock
  readonly log: Log
}

/** A runtime by name, and how to open it; opening finds again what an earlier agent left running. */
export interface RuntimeEntry {
  readonly name: Runtime['name']
  open(parts: RuntimeParts): Promise<Runtime>
}

export const runtimes: readonly RuntimeEntry[] = [
  {
    name: 'embedded',
    open: ({ data, sensorBundle, clock, log }) => openEmbeddedRuntime({ directory: `${data}/sensors`, bundle: sensorBundle, clock, log }),
  },
]
