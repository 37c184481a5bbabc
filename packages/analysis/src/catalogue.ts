// All analyzers, sorted by name. Listing them loads none.
import type { Analyzer } from './analyzer.ts'

/** An analyzer by name; `load` brings its code. */
export interface AnalyzerManifest {
  readonly name: string
  readonly title: string
  load(): Promise<Analyzer>
}

export const analyzers: readonly AnalyzerManifest[] = [
  {
    name: 'profile',
    title: 'What each attacker did, how far they got, and whether a person or a program acts',
    load: async () => (await import('./profile/analyzer.ts')).profile,
  },
]
