// From sensor frames to committed rows.
export type { CaptureLimits } from './captures.ts'
export { artifactPath } from './captures.ts'
export { Ingest, type IngestOptions, type IngestStats } from './ingest.ts'
export { rebuildProjections } from './rebuild.ts'
