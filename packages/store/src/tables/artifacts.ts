// Captured files by sha256, and each capture of one.
import type { Artifact } from '@decnet/kernel'
import type { Flag } from './events.ts'

export type ArtifactsTable = Omit<Artifact, 'complete' | 'stored'> & { complete: Flag; stored: Flag }

/** One capture: the event that told of it, and who left the file. */
export interface ArtifactCapturesTable {
  event_id: string
  sha256: string
  attacker_uuid: string | null
  session: string | null
  time: number
}
