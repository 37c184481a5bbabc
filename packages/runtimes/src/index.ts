// Ways to run deckies.
export { type EmbeddedOptions, openEmbeddedRuntime } from './embedded/runtime.ts'
export type { Log } from './embedded/sensor.ts'
